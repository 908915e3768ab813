import assert from "node:assert/strict";
import { llmSettings } from "../../../tests/support/llm_options.ts";
import { readTargets } from "./read_targets.ts";

/** Reads targets as the kernel hands them over. */
const read = (...targets: unknown[]) => readTargets(llmSettings({ targets }).targets);

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

Deno.test("a target that is wrong is refused, with what is wrong and what to write", () => {
  const cases: [unknown, RegExp][] = [
    ["http://a", /targets\[0\]: must be a mapping/],
    [{}, /targets\[0\]\.url: is required/],
    [{ url: "127.0.0.1:8000" }, /targets\[0\]\.url: must be an address such as/],
    [{ url: "ftp://a" }, /url: must be an address such as/],
    [{ url: "http://a/?key=1" }, /url: must not have a query/],
    [{ url: "http://a", name: "x y" }, /name is "x y": must be a name of .*1 to 64 characters/],
    [{ url: "http://a", engine: "gpt" }, /engine is "gpt": must be one of .*vllm/],
    [{ url: "http://a", engine: "vlm" }, /engine is "vlm": .*Did you mean vllm\?/],
    [
      { url: "http://a", apiKey: "k" },
      /apiKey: unknown key\. Did you mean apiKeyEnv\? There are: url, name/,
    ],
    [{ url: "http://a", metricUrl: "b" }, /metricUrl: unknown key\. Did you mean metricsUrl\?/],
    [{ url: "http://a", apiKeyEnv: "A", apiKeyFile: "/b" }, /apiKeyFile: .*keep one/],
    [{ url: "http://a", apiKeyEnv: 7 }, /apiKeyEnv: must be non-empty text/],
    [{ url: "http://a", headers: [] }, /headers: must be a mapping/],
    [{ url: "http://a", headers: { "a b": "c" } }, /headers: must have names such as/],
    [{ url: "http://a", headers: { "X-A": "b\nc" } }, /headers\.X-A: must be text on one line/],
    [{ url: "http://a", models: [] }, /models is \[\]: must be a list of strings/],
    [{ url: "http://a", metricsUrl: 8002 }, /metricsUrl: must be an address such as/],
  ];
  for (const [target, message] of cases) {
    assert.throws(() => read(target), message, JSON.stringify(target));
  }
  const twice = [{ url: "http://a" }, { url: "http://a" }];
  assert.throws(() => read(...twice), /targets\[1\]\.name .*another target of that name/);
});

Deno.test("a target takes no secret, and its refusal does not repeat one", () => {
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
