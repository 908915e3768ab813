import type { ServerContext } from "../../server_context.ts";

const GIB = 2 ** 30;

/** The load, which SGLang shows without --enable-metrics, too. */
export function loadOf(server: ServerContext): {
  readonly gen_throughput: number;
  readonly [field: string]: unknown;
} {
  const { view, model, recorder } = server;
  const snapshot = view.snapshot();
  const { promptTokens, cachedTokens } = recorder.sumsOf(model.name);
  const interval = recorder.meanIntervalSeconds;
  return {
    dp_rank: 0,
    num_running_reqs: snapshot.runningRequests,
    num_waiting_reqs: snapshot.waitingRequests,
    num_used_tokens: snapshot.kvUsedTokens,
    num_total_tokens: snapshot.kvUsedTokens,
    max_total_num_tokens: view.kvCapacityTokens,
    max_running_requests: view.maxConcurrentRequests,
    token_usage: rounded(snapshot.kvUsageRatio),
    gen_throughput: interval === 0
      ? 0
      : Math.round(snapshot.runningRequests / interval * 100) / 100,
    cache_hit_rate: promptTokens === 0 ? 0 : cachedTokens / promptTokens,
    utilization: 0,
    memory: {
      weight_gb: model.sizeBytes / GIB,
      kv_cache_gb: Math.max(0, model.vramBytes - model.sizeBytes) / GIB,
      graph_gb: 0,
      token_capacity: view.kvCapacityTokens,
    },
    queues: { waiting: snapshot.waitingRequests, grammar: 0, paused: 0, retracted: 0 },
  };
}

/** The load of all ranks together; here there is one. */
export function aggregateOf(server: ServerContext): object {
  const { runningRequests, waitingRequests, kvUsageRatio } = server.view.snapshot();
  return {
    total_running_reqs: runningRequests,
    total_waiting_reqs: waitingRequests,
    total_reqs: runningRequests + waitingRequests,
    avg_token_usage: rounded(kvUsageRatio),
    avg_throughput: loadOf(server).gen_throughput,
    avg_utilization: 0,
  };
}

/** Ratios are rounded to hundredths. */
export function rounded(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}

/** The numbers of the load, each as a gauge without its unit. */
export function loadText(server: ServerContext): string {
  return Object.entries(loadOf(server)).map(([name, value]) =>
    typeof value === "number" && name !== "dp_rank"
      ? `# TYPE sglang_${name} gauge\nsglang_${name}{dp_rank="0"} ${value}\n`
      : ""
  ).join("");
}
