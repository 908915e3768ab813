/** The llm plugin over each fake: it has to find each out, read its numbers, and touch nothing. */
import assert from "node:assert/strict";
import type { ScriptedEngine } from "./scripted_engine.ts";
import { ENGINES } from "../../mock/llm/mod.ts";
import { SERVER_KINDS } from "../../plugins/llm/servers/index.ts";
import { findServerKind } from "../../plugins/llm/servers/server_kinds.ts";
import { collectTargets } from "./llm_plugin.ts";
import type { PluginTarget } from "./llm_plugin.ts";
import { allFaces, finishSome, withLlm } from "./llm_servers.ts";
import type { Face, TestServer } from "./llm_servers.ts";

/** The name of what computes, where it differs from that of what answers. */
const COMPUTES: Readonly<Record<string, string>> = {
  "triton trtllm": "trtllm",
  "triton trtllm_histograms": "trtllm",
  "triton vllm": "vllm",
  ray: "vllm",
};

/** Numbers that engines tell in the same way, each by the metric's name after llm_monitor_llm_. */
function commonValues(view: ScriptedEngine): Readonly<Record<string, number>> {
  const snapshot = view.snapshot();
  const { stop, length, abort, error } = snapshot.finishedTotal;
  return {
    requests_running: snapshot.runningRequests,
    requests_waiting: snapshot.waitingRequests,
    kv_cache_usage_ratio: snapshot.kvUsageRatio,
    kv_cache_used_tokens: snapshot.kvUsedTokens,
    kv_cache_capacity_tokens: view.kvCapacityTokens,
    max_concurrent_requests: view.maxConcurrentRequests,
    prompt_tokens_total: snapshot.promptTokensTotal,
    generation_tokens_total: snapshot.generationTokensTotal,
    prefix_cache_queried_tokens_total: snapshot.promptTokensTotal,
    prefix_cache_hit_tokens_total: snapshot.cachedTokensTotal,
    preemptions_total: snapshot.preemptionsTotal,
    requests_total: stop + length + abort + error,
    time_to_first_token_seconds: stop + length,
    request_duration_seconds: stop + length,
    request_queue_seconds: stop + length,
    model_context_tokens: view.list[0]?.contextTokens ?? 0,
  };
}

const LATENCIES = ["time_to_first_token_seconds", "request_duration_seconds"];
const COUNTERS = ["prompt_tokens_total", "generation_tokens_total", "requests_total"];
const GAUGES = ["requests_running", "requests_waiting"];

type Own = (view: ScriptedEngine) => Readonly<Record<string, number>>;

const completed = (view: ScriptedEngine) => {
  const { stop, length } = view.snapshot().finishedTotal;
  return stop + length;
};
/** vLLM tells how many requests of full length its cache has room for. */
const ofCache: Own = ({ kvCapacityTokens, list: [model] }) => ({
  max_concurrent_requests: Number((kvCapacityTokens / (model?.contextTokens ?? 1)).toFixed(2)),
});
/** Sums over histograms, which hold what was computed to its end alone. */
const ofCompleted: Own = () => ({ prompt_tokens_total: 300, generation_tokens_total: 33 });

/** Metrics that the plugin has to read of each engine, and values that the engine tells otherwise. */
const EXPECTED: Readonly<Record<string, { names: readonly string[]; own?: Own }>> = {
  vllm: {
    names: [...GAUGES, ...COUNTERS, ...LATENCIES, "kv_cache_usage_ratio", "preemptions_total"],
    own: ofCache,
  },
  "vllm v0": {
    names: [...GAUGES, ...COUNTERS, ...LATENCIES, "kv_cache_usage_ratio", "preemptions_total"],
    // V0 has no word for a request that failed.
    own: (view) => ({ requests_total: completed(view) + view.snapshot().finishedTotal.abort }),
  },
  sglang: {
    names: [
      ...[...GAUGES, ...COUNTERS, ...LATENCIES, "request_queue_seconds", "preemptions_total"],
      ...["kv_cache_usage_ratio", "kv_cache_used_tokens", "kv_cache_capacity_tokens"],
      "prefix_cache_hit_tokens_total",
    ],
  },
  tgi: {
    names: [...GAUGES, ...COUNTERS, "request_duration_seconds", "request_queue_seconds"],
    own: (view) => ({ ...ofCompleted(view), requests_total: completed(view) }),
  },
  tei: {
    names: ["requests_waiting", "requests_total", "prompt_tokens_total"],
    own: (view) => ({ ...ofCompleted(view), requests_total: completed(view) }),
  },
  llamacpp: {
    names: [
      ...[...GAUGES, "prompt_tokens_total", "generation_tokens_total"],
      "prefix_cache_hit_tokens_total",
    ],
    // Each slot has its share of the context.
    own: (view) => ({
      model_context_tokens: Math.floor(view.kvCapacityTokens / view.maxConcurrentRequests),
    }),
  },
  ollama: { names: ["model_loaded", "model_context_tokens"], own: () => ({ model_loaded: 1 }) },
  litellm: {
    names: ["requests_running", ...COUNTERS, ...LATENCIES, "prefix_cache_hit_tokens_total"],
    own: (view) => ({ requests_running: view.runningRequests + view.waitingRequests }),
  },
  openai: { names: ["model_info"], own: () => ({ model_info: 1 }) },
  trtllm: {
    names: [...GAUGES, ...COUNTERS, ...LATENCIES, "kv_cache_usage_ratio"],
    own: (view) => ({ requests_total: completed(view) }),
  },
  nim: {
    names: [
      ...GAUGES,
      ...COUNTERS,
      ...LATENCIES,
      "kv_cache_usage_ratio",
      "max_concurrent_requests",
    ],
    own: (view) => ({
      requests_total: completed(view) + view.snapshot().finishedTotal.abort,
    }),
  },
  lmdeploy: { names: [...GAUGES, ...COUNTERS, ...LATENCIES, "kv_cache_usage_ratio"] },
  lmstudio: {
    names: ["model_loaded"],
    // How many it computes at once is a setting of the model.
    own: () => ({ model_loaded: 1, max_concurrent_requests: 4 }),
  },
  localai: { names: ["prompt_tokens_total", "generation_tokens_total"] },
  triton: {
    names: [...GAUGES, "requests_total", "request_duration_seconds", "kv_cache_usage_ratio"],
    own: (view) => ({ ...ofCompleted(view), requests_total: completed(view) }),
  },
  "triton vllm": {
    names: [
      ...[...GAUGES, ...LATENCIES, "prompt_tokens_total", "generation_tokens_total"],
      ...["kv_cache_usage_ratio", "preemptions_total"],
    ],
    own: ofCache,
  },
  ray: {
    names: [...GAUGES, ...COUNTERS, ...LATENCIES, "kv_cache_usage_ratio", "preemptions_total"],
    own: ofCache,
  },
};

function findExpected({ engine, variant }: Face) {
  const found = EXPECTED[`${engine} ${variant}`] ?? EXPECTED[engine];
  assert(found, `there are no expected values of ${engine}`);
  return found;
}

function makeTarget({ server }: TestServer): PluginTarget {
  const { port, metricsPort } = server;
  const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  return {
    name: "server",
    url: `http://127.0.0.1:${port}`,
    ...(metricsPort !== undefined && { metricsUrl }),
  };
}

function findEngine({ engine, variant }: Face): string {
  return COMPUTES[`${engine} ${variant}`] ?? COMPUTES[engine] ?? engine;
}

/** Asks that a detection made and that the engine did not know. */
const asked = new Set<string>();

for (const face of allFaces()) {
  const { engine, variant } = face;
  const name = variant === undefined ? engine : `${engine} (${variant})`;
  const options = variant === undefined ? {} : { variant };

  Deno.test(`the llm plugin finds ${name} out, reads its numbers, and costs it nothing`, () =>
    withLlm(engine, options, async (server) => {
      const { view } = server;
      finishSome(view);
      const { value, refused } = await collectTargets([makeTarget(server)]);
      assert.deepEqual(refused, []);
      for (const question of server.server.unknownRequests()) asked.add(question);
      assert.equal(value("up", { engine: findEngine(face) }), 1, `it was not found as ${engine}`);
      assert.equal(value("info", { server: engine }), 1);
      assert.deepEqual(server.server.costlyRequests(), []);
      const { names, own } = findExpected(face);
      const values = { ...commonValues(view), ...own?.(view) };
      const isSilent = variant === "router";
      for (const metric of isSilent ? [] : names) {
        assert.equal(value(metric), values[metric], `${metric} of ${name}`);
      }
      for (const [metric, expected] of Object.entries(values)) {
        const found = value(metric);
        assert(
          found === undefined || found === expected,
          `${metric} of ${name}: ${found} for ${expected}`,
        );
      }
      assert.equal(view.generated.length, 0);
    }));

  Deno.test(`the llm plugin asks ${name} nothing that it does not know`, () =>
    withLlm(engine, options, async (server) => {
      const { value } = await collectTargets([{ ...makeTarget(server), engine }]);
      assert.equal(value("up"), 1);
      // Where metrics were in releases before is asked after the place where they are.
      const allowed = variant === "root_metrics" ? ["GET /v1/metrics"] : [];
      assert.deepEqual(server.server.unknownRequests(), allowed);
      assert.deepEqual(server.server.costlyRequests(), []);
    }));
}

Deno.test("what the llm plugin asks to find an engine out is known to one of the fakes", async () => {
  assert(asked.size > 3, "the tests before this one asked nothing");
  // Kinds without a fake have pages of their own.
  const others = SERVER_KINDS.filter(({ id }) => !Object.hasOwn(ENGINES, id))
    .flatMap(({ signs: { pages = [] } }) => pages.map(({ path }) => `GET ${path}`));
  const missing = new Set([...asked].filter((question) => !others.includes(question)));
  for (const engine of Object.keys(ENGINES)) {
    await withLlm(engine, {}, async ({ ask, server }) => {
      for (const question of missing) {
        const before = server.unknownRequests().length;
        await (await ask(question.replace("GET ", ""))).body?.cancel();
        if (server.unknownRequests().length === before) missing.delete(question);
      }
    });
  }
  assert.deepEqual([...missing], []);
});

Deno.test("each fake has its row here, and is known to the plugin", () => {
  for (const engine of Object.keys(ENGINES)) {
    assert(findServerKind(engine), engine);
    assert(Object.hasOwn(EXPECTED, engine), engine);
  }
});
