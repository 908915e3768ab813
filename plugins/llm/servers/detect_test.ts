import assert from "node:assert/strict";
import { detectServer, isOfAnother } from "./detect.ts";

/** A server that has these pages: a body, or a status and a body. */
function makeServer(
  pages: Readonly<Record<string, string | [number, string]>>,
  server = "",
): { ask: Parameters<typeof detectServer>[0]; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    ask: (path) => {
      asked.push(path);
      const page = pages[path] ?? [404, ""];
      const [status, text] = typeof page === "string" ? [200, page] as const : page;
      return Promise.resolve({ status, text, headers: new Headers({ server }) });
    },
  };
}

const owned = (owner: string) => `{"data":[{"id":"m","owned_by":"${owner}"}]}`;
const OLLAMA = { "/api/version": '{"version":"0.12.6"}', "/api/ps": '{"models":[]}' };

Deno.test("detectServer knows each engine by its most certain sign", async () => {
  const cases: [string | undefined, Parameters<typeof makeServer>[0]][] = [
    ["tgi", { "/info": '{"router":"text-generation-router"}', "/v1/models": owned("x") }],
    ["tei", { "/info": '{"model_type":{"embedding":{}},"max_batch_tokens":16384}' }],
    ["nim", { "/v1/version": '{"release":"1.8","api":"1.0"}', "/v1/models": owned("vllm") }],
    ["vllm", { "/v1/models": owned("vllm") }],
    ["lmstudio", { "/lmstudio-greeting": '{"lmstudio":true}', "/v1/models": owned("x") }],
    ["localai", { ...OLLAMA, "/.well-known/localai.json": '{"version":"3","endpoints":{}}' }],
    ["litellm", { "/health/readiness": '{"litellm_version":"1.85"}', "/v1/models": [401, ""] }],
    ["sglang", { "/v1/models": owned("sglang"), "/api/tags": "{}" }],
    ["lmdeploy", { "/v1/models": owned("lmdeploy") }],
    ["trtllm", { "/v1/models": owned("tensorrt_llm") }],
    ["ollama", { ...OLLAMA, "/v1/models": owned("library") }],
    ["lmdeploy", { "/metrics": "# TYPE lmdeploy:num_requests_running gauge\n" }],
    ["sglang", { "/metrics": "sglang:num_running_reqs 1\n" }],
    ["nim", { "/metrics": "num_request_max 5\n" }],
    ["triton", { "/v2": '{"name":"triton","version":"2.38.0"}', "/v1/models": owned("vllm") }],
    ["triton", { "/metrics": "# TYPE nv_inference_request_success counter\n" }],
    // Triton's vLLM backend has both.
    ["triton", { "/metrics": "vllm:num_requests_running 1\nnv_inference_request_success 1\n" }],
    ["ray", { "/-/healthz": "success", "/v1/models": owned("organization-owner") }],
    ["ray", { "/metrics": "# TYPE ray_vllm_num_requests_running gauge\n" }],
    ["trtllm", { "/prometheus/metrics": "trtllm_num_requests_running 1\n" }],
    ["litellm", { "/metrics": "litellm_in_flight_requests 1\n" }],
    ["localai", {
      "/api/version": '{"version":"0.9.0"}',
      "/api/ps": '{"models":[{"name":"a","size":0,"size_vram":0}]}',
    }],
    // On a machine without a card.
    ["ollama", {
      "/api/version": '{"version":"0.9.0"}',
      "/api/ps": '{"models":[{"name":"a","size":5000000000,"size_vram":0}]}',
    }],
    ["ollama", { "/api/version": '{"version":"0.9.0"}', "/api/ps": '{"models":[]}' }],
    ["localai", {
      "/api/version": '{"version":"0.9.0"}',
      "/api/ps": '{"models":[]}',
      "/readyz": "OK",
    }],
    ["localai", { "/metrics": "# TYPE api_call histogram\n" }],
    ["dynamo", { "/metrics": "vllm:num_requests_running 1\ndynamo_component_uptime_seconds 1\n" }],
    ["dynamo", { "/metrics": "# TYPE dynamo_frontend_inflight_requests gauge\n" }],
    ["openai", { "/v1/models": owned("somebody") }],
    ["openai", { "/v1/models": [401, '{"error":{"message":"Invalid API key"}}'] }],
    [undefined, { "/v1/models": [401, "<html>"] }],
    [undefined, { "/v1/models": [401, '{"message":"Unauthorized"}'] }],
    // A gateway that lets nobody through to anything.
    [undefined, {
      "/v1/models": [401, '{"error":{"message":"No"}}'],
      "/lmstudio-greeting": [401, '{"error":{"message":"No"}}'],
    }],
    [undefined, { "/": "<html>" }],
    [undefined, { "/v1/models": "<html>", "/metrics": "<html>vllm:</html>" }],
    // It imitates the half of Ollama that is cheap.
    ["openai", { "/api/version": '{"version":"1"}', "/v1/models": owned("somebody") }],
  ];
  for (const [expected, pages] of cases) {
    assert.equal(await detectServer(makeServer(pages).ask), expected, JSON.stringify(pages));
  }
  const llamacpp = makeServer({ ...OLLAMA, "/v1/models": owned("llamacpp") }, "llama.cpp");
  assert.equal(await detectServer(llamacpp.ask), "llamacpp");
});

Deno.test("detectServer leaves alone what a look could empty or start", async () => {
  const trtllm = makeServer({ "/v1/models": owned("tensorrt_llm"), "/metrics": "[]" });
  await detectServer(trtllm.ask);
  assert(!trtllm.asked.includes("/metrics"));
  // With its models closed, first where trtllm-serve, which has no keys, would tell its metrics.
  const closed = makeServer({
    "/v1/models": [401, ""],
    "/metrics": "vllm:num_requests_running 1\n",
  });
  assert.equal(await detectServer(closed.ask), "vllm");
  assert.deepEqual(closed.asked.slice(-2), ["/prometheus/metrics", "/metrics"]);
  const any = makeServer({});
  await detectServer(any.ask);
  assert(any.asked.every((path) => !/^\/health$|generate|chat|slots/.test(path)), any.asked.join());
});

Deno.test("detectServer does not look at metrics that may be a queue", async () => {
  const closed = { "/v1/models": [401, ""], "/version": '{"version":"1.2.0"}' } as const;
  const trtllm = makeServer({ ...closed, "/v1/models": [401, ""], "/metrics": "[]" });
  assert.equal(await detectServer(trtllm.ask), undefined);
  assert(!trtllm.asked.includes("/metrics"));
  const vllm = makeServer({
    "/v1/models": [401, ""],
    "/version": '{"version":"0.11.0"}',
    "/load": '{"server_load":0}',
    "/metrics": "vllm:num_requests_running 1\n",
  });
  assert.equal(await detectServer(vllm.ask), "vllm");
});

Deno.test("isOfAnother knows a list of models that is of another kind of server", () => {
  const makeList = (owner: string) => ({ status: 200, headers: new Headers(), text: owned(owner) });
  assert.equal(isOfAnother(makeList("sglang"), "vllm"), true);
  assert.equal(isOfAnother(makeList("vllm"), "vllm"), false);
  assert.equal(isOfAnother(makeList("somebody"), "vllm"), false);
  // Those that pass the list of what is behind them on.
  assert.equal(isOfAnother(makeList("vllm"), "litellm"), false);
  assert.equal(isOfAnother(undefined, "vllm"), false);
});

Deno.test("detectServer finds nothing where nobody answers", async () => {
  assert.equal(await detectServer(() => Promise.resolve(undefined)), undefined);
});
