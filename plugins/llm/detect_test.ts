import assert from "node:assert/strict";
import { detectEngine } from "./detect.ts";

/** A server that has these pages: a body, or a status and a body. */
function serverOf(
  pages: Readonly<Record<string, string | [number, string]>>,
  server = "",
): { ask: Parameters<typeof detectEngine>[0]; asked: string[] } {
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

Deno.test("detectEngine knows each engine by its most certain sign", async () => {
  const cases: [string | undefined, Parameters<typeof serverOf>[0]][] = [
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
    ["openai", { "/v1/models": owned("somebody") }],
    [undefined, { "/": "<html>" }],
    [undefined, { "/v1/models": "<html>", "/metrics": "<html>vllm:</html>" }],
    // It imitates the half of Ollama that is cheap.
    ["openai", { "/api/version": '{"version":"1"}', "/v1/models": owned("somebody") }],
  ];
  for (const [expected, pages] of cases) {
    assert.equal(await detectEngine(serverOf(pages).ask), expected, JSON.stringify(pages));
  }
  const llamacpp = serverOf({ ...OLLAMA, "/v1/models": owned("llamacpp") }, "llama.cpp");
  assert.equal(await detectEngine(llamacpp.ask), "llamacpp");
});

Deno.test("detectEngine leaves alone what a look could empty or start", async () => {
  const trtllm = serverOf({ "/v1/models": owned("tensorrt_llm"), "/metrics": "[]" });
  await detectEngine(trtllm.ask);
  assert(!trtllm.asked.includes("/metrics"));
  const closed = serverOf({ "/v1/models": [401, ""], "/metrics": "[]" });
  assert.equal(await detectEngine(closed.ask), undefined);
  assert(!closed.asked.includes("/metrics"));
  const any = serverOf({});
  await detectEngine(any.ask);
  assert(any.asked.every((path) => !/^\/health$|generate|chat|slots/.test(path)), any.asked.join());
});

Deno.test("detectEngine finds nothing where nobody answers", async () => {
  assert.equal(await detectEngine(() => Promise.resolve(undefined)), undefined);
});
