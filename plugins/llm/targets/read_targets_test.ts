import assert from "node:assert/strict";
import { readTargets } from "./read_targets.ts";

const read = (...targets: unknown[]) => readTargets(targets, ["vllm", "sglang"]);

Deno.test("readTargets names a target by its address, and keeps what was set", () => {
  assert.deepEqual(read({ url: "http://10.0.0.7:8000/" }), [
    { name: "10.0.0.7:8000", url: "http://10.0.0.7:8000", headers: {} },
  ]);
  const all = {
    name: "chat",
    url: "https://a/prefix",
    engine: "vllm",
    metricsUrl: "http://a:8002/metrics",
    apiKeyEnv: "VLLM_KEY",
    headers: { "X-Tenant": "ops" },
    models: ["llama*"],
  };
  const { engine: server, ...others } = all;
  assert.deepEqual(read(all), [{ ...others, server }]);
});

Deno.test("readTargets says which value of which target is wrong, and what to write", () => {
  const cases: [unknown, RegExp][] = [
    ["http://a", /targets\[0\] of the llm plugin: it must be a mapping with a url/],
    [{}, /targets\[0\]\.url of the llm plugin: it must be such as http/],
    [{ url: "127.0.0.1:8000" }, /url .*must be such as/],
    [{ url: "ftp://a" }, /url .*must be such as/],
    [{ url: "http://a/?key=1" }, /no query/],
    [{ url: "http://a", name: "x y" }, /name .*it is "x y", but must be 1 to 64/],
    [{ url: "http://a", engine: "gpt" }, /engine .*must be one of vllm, sglang/],
    [
      { url: "http://a", apiKey: "k" },
      /apiKey .*no key of a target; did you mean apiKeyEnv\? There are name, url/,
    ],
    [{ url: "http://a", metricUrl: "b" }, /metricUrl .*did you mean metricsUrl\?/],
    [{ url: "http://a", apiKeyEnv: "A", apiKeyFile: "/b" }, /apiKeyFile .*keep one/],
    [{ url: "http://a", apiKeyEnv: 7 }, /apiKeyEnv .*must be a text/],
    [{ url: "http://a", headers: [] }, /headers .*mapping/],
    [{ url: "http://a", headers: { "a b": "c" } }, /headers .*names such as/],
    [{ url: "http://a", headers: { "X-A": "b\nc" } }, /headers\.X-A .*one line/],
    [{ url: "http://a", models: [] }, /models .*list of names/],
    [{ url: "http://a", metricsUrl: 8002 }, /metricsUrl .*must be such as/],
  ];
  for (const [target, message] of cases) {
    assert.throws(() => read(target), message, JSON.stringify(target));
  }
  const twice = [{ url: "http://a" }, { url: "http://a" }];
  assert.throws(() => read(...twice), /targets\[1\]\.name .*another target of that name/);
});

Deno.test("readTargets takes no secret, and does not repeat one", () => {
  const secret = "hunter2-hunter2";
  const url = "http://a";
  const cases = [
    { url: `http://u:${secret}@a` },
    { url: `http://u:pass/${secret}@a:8000` },
    { url: `http://a/?api_key=${secret}` },
    { url, metricsUrl: `http://a/?api_key=${secret}` },
    { url, apiKey: secret },
    { url, token: secret },
    { url, apiKeyEnv: [secret] },
    { url, headers: { Authorization: `Bearer ${secret}` } },
    { url, headers: { "X-Api-Key": secret } },
    { url, headers: { "Ocp-Apim-Subscription-Key": secret } },
    { url, headers: { "X-Auth-Id": secret } },
    { url, headers: { Cookie: secret } },
    { url, headers: `Authorization: Bearer ${secret}` },
    { url, headers: { [`Authorization: Bearer ${secret}`]: "x" } },
    { url, headers: { "X-Tenant": `${secret}\nmore` } },
    { url, probe: secret.length },
  ];
  for (const target of cases) {
    assert.throws(() => read(target), (error: Error) => {
      assert(!error.message.includes("hunter2"), error.message);
      return true;
    });
  }
});

Deno.test("readTargets takes the address that clients of OpenAI's API are given", () => {
  for (const url of ["http://a:1/v1", "http://a:1/v1/"]) {
    assert.equal(read({ url })[0]?.url, "http://a:1");
  }
  assert.equal(read({ url: "http://a:1/prefix" })[0]?.url, "http://a:1/prefix");
});
