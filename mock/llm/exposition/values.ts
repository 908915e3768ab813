import type { FinishedRequest } from "../../sim/engine_view.ts";
import type { ModelSums } from "./sums.ts";
import type { ModelMetrics, Observation, Value } from "./table.ts";

/** Returns a value that is computed from the sums over ended requests. */
export function ended(value: (sums: ModelSums) => number): Value {
  return ({ sums }) => value(sums);
}

/** Observes a value of each request that was computed to its end; aborted ones are left out. */
export function completed(value: (request: FinishedRequest) => number | undefined): Observation {
  return {
    request: (request) =>
      request.reason === "stop" || request.reason === "length" ? value(request) : undefined,
  };
}

export function inferenceSeconds({ prefillSeconds, decodeSeconds }: FinishedRequest): number {
  return prefillSeconds + decodeSeconds;
}

/** Divides, and returns what stands for "nothing yet" where there is nothing to divide by. */
export function ratio(part: number, whole: number, nothing = 0): number {
  return whole === 0 ? nothing : part / whole;
}

function blocks(tokens: Value): Value {
  return (metrics) => Math.round(tokens(metrics) / metrics.view.kvBlockTokens);
}

const promptTokens: Value = ({ snapshot }) => snapshot.promptTokensTotal;
const cachedTokens: Value = ({ snapshot }) => snapshot.cachedTokensTotal;
const kvCapacity: Value = ({ view }) => view.kvCapacityTokens;
const kvUsedTokens: Value = ({ snapshot }) => snapshot.kvUsedTokens;
const kvFreeTokens: Value = (metrics) => kvCapacity(metrics) - kvUsedTokens(metrics);
const computedTokens: Value = (metrics) => promptTokens(metrics) - cachedTokens(metrics);

/** Values of gauges and counters by their names in the tables; `ended...` are of ended requests. */
export const VALUES = {
  running: ({ snapshot }) => snapshot.runningRequests,
  waiting: ({ snapshot }) => snapshot.waitingRequests,
  open: ({ snapshot }) => snapshot.runningRequests + snapshot.waitingRequests,
  /** LiteLLM counts whoever asks for its metrics, too. */
  openAndAsking: ({ snapshot }) => snapshot.runningRequests + snapshot.waitingRequests + 1,
  maxRequests: ({ view }) => view.maxConcurrentRequests,
  kvUsage: ({ snapshot }) => snapshot.kvUsageRatio,
  kvCapacity,
  kvUsedTokens,
  kvFreeTokens,
  blockTokens: ({ view }) => view.kvBlockTokens,
  maxBlocks: blocks(kvCapacity),
  usedBlocks: blocks(kvUsedTokens),
  freeBlocks: blocks(kvFreeTokens),
  reusedBlocks: blocks(cachedTokens),
  missedBlocks: blocks(computedTokens),
  promptTokens,
  cachedTokens,
  computedTokens,
  generationTokens: ({ snapshot }) => snapshot.generationTokensTotal,
  hitRate: (metrics) => ratio(cachedTokens(metrics), promptTokens(metrics)),
  preemptions: ({ snapshot }) => snapshot.preemptionsTotal,
  stop: ({ snapshot }) => snapshot.finishedTotal.stop,
  length: ({ snapshot }) => snapshot.finishedTotal.length,
  abort: ({ snapshot }) => snapshot.finishedTotal.abort,
  error: ({ snapshot }) => snapshot.finishedTotal.error,
  whole: ({ snapshot: { finishedTotal } }) => finishedTotal.stop + finishedTotal.length,
  answered: ({ snapshot: { finishedTotal } }) =>
    finishedTotal.stop + finishedTotal.length + finishedTotal.abort,
  ended: ended(({ requests }) => requests),
  endedWhole: ended(({ finished }) => finished.stop + finished.length),
  endedAbort: ended(({ finished }) => finished.abort),
  endedError: ended(({ finished }) => finished.error),
  endedWithoutError: ended(({ requests, finished }) => requests - finished.error),
  endedPromptTokens: ended((sums) => sums.promptTokens),
  endedCachedTokens: ended((sums) => sums.cachedTokens),
  endedComputedTokens: ended((sums) => sums.promptTokens - sums.cachedTokens),
  endedGenerationTokens: ended((sums) => sums.generationTokens),
  endedTokens: ended((sums) => sums.promptTokens + sums.generationTokens),
  endedHitRate: ended((sums) => ratio(sums.cachedTokens, sums.promptTokens)),
  meanInterval: ({ meanIntervalSeconds }) => meanIntervalSeconds,
  throughput: ({ snapshot, meanIntervalSeconds }) =>
    ratio(snapshot.runningRequests, meanIntervalSeconds),
  contextTokens: ({ model }) => model.contextTokens,
  vramBytes: ({ model }) => model.vramBytes,
  loaded: ({ model }) => model.isLoaded ? 1 : 0,
  unloaded: ({ model }) => model.isLoaded ? 0 : 1,
  startedAt: ({ view }) => view.startedAtUnix(),
} satisfies Record<string, (metrics: ModelMetrics) => number>;

/** Observations of histograms by their names in the tables. */
export const OBSERVATIONS = {
  timeToFirstToken: completed((request) => request.timeToFirstTokenSeconds),
  duration: completed((request) => request.durationSeconds),
  queue: completed((request) => request.queueSeconds),
  prefill: completed((request) => request.prefillSeconds),
  decode: completed((request) => request.decodeSeconds),
  inference: completed(inferenceSeconds),
  promptTokens: completed((request) => request.promptTokens),
  cachedTokens: completed((request) => request.cachedTokens),
  computedTokens: completed((request) => request.promptTokens - request.cachedTokens),
  generationTokens: completed((request) => request.generationTokens),
  /** The mean time of a token after the first; a request with one token has none. */
  meanTokenTime: completed(({ decodeSeconds, generationTokens }) =>
    generationTokens > 1 ? decodeSeconds / (generationTokens - 1) : undefined
  ),
  interval: { interval: (seconds) => seconds },
  stepTokens: { step: (tokens) => tokens },
} satisfies Record<string, Observation>;
