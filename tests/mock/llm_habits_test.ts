/** Tests habits of fake LLM servers beside their answers: keys, headers, redirects, the cost of requests. */
import assert from "node:assert/strict";
import { findProfile } from "../../mock/llm/emulators.ts";
import { makeModel, makeRequest, ScriptedEngine } from "./scripted_engine.ts";
import { finishSome, makeChat, withLlm } from "./llm_servers.ts";

const CHAT = "/v1/chat/completions";

/** Paths that each engine keeps open and closed where it has a key, and what it says. */
const KEYS: readonly {
  readonly engine: string;
  readonly variant?: string;
  readonly open: readonly string[];
  readonly closed: readonly string[];
  readonly words: RegExp;
}[] = [
  {
    engine: "vllm",
    open: ["/metrics", "/health", "/version", "/load"],
    closed: ["/v1/models"],
    words: /^\{"error":"Unauthorized"\}$/,
  },
  {
    engine: "sglang",
    open: ["/metrics"],
    closed: ["/v1/models", "/model_info", "/v1/loads"],
    words: /^\{"error":"Unauthorized"\}$/,
  },
  {
    engine: "tgi",
    open: ["/metrics", "/health", "/info", "/v1/models", "/"],
    closed: [],
    words: /^$/,
  },
  { engine: "tei", open: ["/metrics", "/health"], closed: ["/info"], words: /^$/ },
  {
    engine: "llamacpp",
    open: ["/health", "/v1/health"],
    closed: ["/metrics", "/slots", "/props", "/v1/models"],
    words: /"message":"Invalid API Key","type":"authentication_error"/,
  },
  {
    engine: "litellm",
    open: ["/health/liveliness", "/health/readiness", "/"],
    closed: ["/metrics/", "/v1/models", "/health", "/v1/model/info"],
    words: /"type":"auth_error"/,
  },
  {
    engine: "litellm",
    variant: "open_metrics",
    open: ["/metrics/"],
    closed: ["/v1/models"],
    words: /"type":"auth_error"/,
  },
  {
    engine: "lmdeploy",
    open: ["/health"],
    closed: ["/metrics", "/v1/models"],
    words: /^\{"error":"Unauthorized"\}$/,
  },
  {
    engine: "localai",
    open: ["/readyz", "/healthz", "/.well-known/localai.json"],
    closed: ["/metrics", "/system", "/v1/models"],
    words: /An authentication key is required/,
  },
  {
    engine: "lmstudio",
    open: ["/lmstudio-greeting"],
    closed: ["/v1/models", "/api/v0/models"],
    words: /API token is required/,
  },
  {
    engine: "openai",
    open: [],
    closed: ["/v1/models"],
    words: /"type":"invalid_request_error"/,
  },
];

for (const { engine, variant, open, closed, words } of KEYS) {
  Deno.test(`a key of ${variant ?? engine} guards what it guards in reality`, () => {
    const options = { apiKey: "secret", ...variant !== undefined && { variant } };
    return withLlm(engine, options, async ({ ask, view, server }) => {
      for (const path of open) {
        const response = await ask(path);
        assert(response.status < 300, `${path}: ${response.status}`);
        await response.body?.cancel();
      }
      for (const path of closed) {
        const response = await ask(path);
        assert.equal(response.status, 401, path);
        assert.match(await response.text(), words);
        const wrong = await ask(path, { headers: { authorization: "Bearer wrong" } });
        assert.equal(wrong.status, 401, path);
        await wrong.body?.cancel();
      }
      assert.deepEqual([server.costlyRequests(), view.generated], [[], []]);
      const answer = await ask(CHAT, makeChat());
      if (answer.status !== 404) assert.equal(answer.status, 401);
      await answer.body?.cancel();
      for (const path of closed) {
        const response = await ask(path, { headers: { authorization: "Bearer secret" } });
        assert(response.status < 300, `${path} with the key: ${response.status}`);
        await response.body?.cancel();
      }
    });
  });
}

Deno.test("looks that cost something cost it, and are noted", async () => {
  const cases: [string, string | undefined, string, number][] = [
    ["sglang", undefined, "/health", 1],
    ["sglang", undefined, "/health_generate", 1],
    ["trtllm", undefined, "/health_generate", 1],
    ["trtllm", undefined, "/perf_metrics", 0],
    ["litellm", undefined, "/health", 2],
    ["llamacpp", undefined, "/slots", 0],
    ["llamacpp", "router", "/metrics?model=example/model-b", 1],
  ];
  for (const [engine, variant, path, generations] of cases) {
    const models = [makeModel(), makeModel({ name: "example/model-b", isLoaded: false })];
    const engineView = new ScriptedEngine(engine, models);
    const options = variant === undefined ? {} : { variant };
    await withLlm(engineView, options, async ({ ask, view, server }) => {
      const response = await ask(path);
      assert.equal(response.status, 200, path);
      await response.body?.cancel();
      assert.deepEqual(server.costlyRequests(), [`GET ${path.split("?")[0]}`]);
      assert.equal(view.generated.length, generations, path);
    });
  }
});

Deno.test("trtllm's queue is empty after a look, and an empty one keeps its client waiting", () =>
  withLlm("trtllm", {}, async ({ ask, view }) => {
    finishSome(view);
    const count = async (path: string) => (await (await ask(path)).json()).length;
    assert(await count("/metrics") > 0);
    const startMs = performance.now();
    assert.equal(await count("/metrics"), 0);
    assert(performance.now() - startMs >= 1_500);
    assert.equal(await count("/perf_metrics"), 5);
    assert.equal(await count("/perf_metrics"), 0);
  }));

Deno.test("a router of llama.cpp tells which models are loaded, and loads none when it is told so", async () => {
  const models = [makeModel(), makeModel({ name: "b", isLoaded: false })];
  const view = new ScriptedEngine("llamacpp", models);
  await withLlm(view, { variant: "router" }, async ({ ask, server }) => {
    const props = await (await ask("/props")).json();
    assert.deepEqual(
      [props.role, props.model_alias, props.model_path, "total_slots" in props],
      ["router", "llama-server", "none", false],
    );
    const { data } = await (await ask("/models")).json();
    assert.deepEqual(
      data.map((model: { status: { value: string } }) => model.status.value),
      ["loaded", "unloaded"],
    );
    const askStatus = async (path: string) => {
      const response = await ask(path);
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await askStatus("/metrics"), 400);
    assert.equal(await askStatus("/metrics?model=nope"), 404);
    assert.equal(await askStatus("/metrics?model=b&autoload=false"), 400);
    assert.equal(await askStatus("/metrics?model=example/model-a"), 200);
    assert.deepEqual([server.costlyRequests(), view.generated], [[], []]);
  });
});

Deno.test("a model that is still loaded into memory is told in each engine's way", async () => {
  const cases: [string, string, number][] = [
    ["llamacpp", "/health", 503],
    ["llamacpp", "/metrics", 503],
    ["llamacpp", "/v1/models", 200],
    ["tgi", "/health", 503],
    ["trtllm", "/health", 503],
    ["lmdeploy", "/health", 503],
    ["nim", "/v1/health/ready", 503],
    ["nim", "/v1/health/live", 200],
    ["triton", "/v2/health/ready", 400],
    ["triton", "/v2/health/live", 200],
    ["sglang", "/health", 503],
  ];
  for (const [engine, path, status] of cases) {
    const view = new ScriptedEngine(engine, [makeModel({ isLoaded: false })]);
    await withLlm(view, {}, async ({ ask }) => {
      const response = await ask(path);
      assert.equal(response.status, status, `${engine} ${path}`);
      await response.body?.cancel();
    });
  }
});

Deno.test("servers are known by their headers, and by what they say where there is nothing", async () => {
  const cases: [string, string | null, number, RegExp][] = [
    ["vllm", "uvicorn", 404, /^\{"detail":"Not Found"\}$/],
    ["llamacpp", "llama.cpp", 404, /"message":"File Not Found"/],
    ["ollama", null, 404, /^404 page not found$/],
    ["tgi", null, 404, /^$/],
    ["lmstudio", null, 200, /Unexpected endpoint or method/],
    ["localai", null, 404, /Resource not found/],
  ];
  for (const [engine, server, status, words] of cases) {
    await withLlm(engine, {}, async ({ ask, server: fake }) => {
      const response = await ask("/nope");
      assert.deepEqual([response.status, response.headers.get("server")], [status, server], engine);
      assert.match(await response.text(), words);
      assert.deepEqual(fake.unknownRequests(), ["GET /nope"]);
    });
  }
});

Deno.test("LiteLLM sends from /metrics to /metrics/, and tells the state of its deployments", async () => {
  const view = new ScriptedEngine("litellm", [makeModel({ name: "a" }), makeModel({ name: "b" })]);
  await withLlm(view, {}, async ({ ask, server }) => {
    const redirect = await ask("/metrics");
    assert.equal(redirect.status, 307);
    assert.equal(redirect.headers.get("location"), `http://127.0.0.1:${server.port}/metrics/`);
    const states = async () => {
      const text = await (await ask("/metrics/")).text();
      return [...text.matchAll(/^litellm_deployment_state\{.*\} (.*)$/gm)].map(([, value]) =>
        value
      );
    };
    assert.deepEqual(await states(), ["0.0", "0.0"]);
    view.finish(makeRequest({ reason: "error" }), "b");
    assert.deepEqual(await states(), ["0.0", "2.0"]);
    view.finish(makeRequest(), "b");
    assert.deepEqual(await states(), ["0.0", "1.0"]);
    const text = await (await ask("/metrics/")).text();
    assert.match(text, /user_email="ada@example\.test"/);
    assert.match(text, /^# TYPE litellm_input_tokens_metric_created gauge$/m);
    const open = await ask("/metrics/", { headers: { accept: "application/openmetrics-text" } });
    assert.match(open.headers.get("content-type") ?? "", /^application\/openmetrics-text/);
    assert.match(await open.text(), /# EOF\n$/);
  });
});

Deno.test("SGLang's server_info holds its key in clear, and LocalAI's Ollama is a poor one", async () => {
  await withLlm("sglang", { apiKey: "secret" }, async ({ ask }) => {
    const response = await ask("/server_info", { headers: { authorization: "Bearer secret" } });
    assert.equal((await response.json()).api_key, "secret");
  });
  await withLlm("localai", {}, async ({ ask }) => {
    assert.equal((await (await ask("/api/version")).json()).version, "0.9.0");
    assert.equal((await (await ask("/api/ps")).json()).models[0].size_vram, 0);
  });
});

Deno.test("Ollama's pinned models expire in the next century but one", async () => {
  const view = new ScriptedEngine("ollama", [
    makeModel({ name: "pinned" }),
    makeModel({ name: "soon", expiresAtUnix: 1_795_000_300 }),
  ]);
  await withLlm(view, {}, async ({ ask }) => {
    const { models } = await (await ask("/api/ps")).json();
    assert.match(models[0].expires_at, /^23\d\d-/);
    assert.equal(Date.parse(models[1].expires_at) / 1000, 1_795_000_300);
  });
});

Deno.test("an engine or a variant that there is not is told with those that there are", () => {
  assert.throws(() => findProfile("gpt", undefined), /Cannot emulate "gpt": the engines are vllm/);
  assert.throws(
    () => findProfile("vllm", "v9"),
    /variant "v9" of vllm: its variants are v1, rust, v0/,
  );
  assert.throws(() => findProfile("tgi", "x"), /its variants are none/);
});
