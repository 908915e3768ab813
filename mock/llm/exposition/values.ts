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

const micros = (seconds: number) => Math.round(seconds * 1e6);
const promptTokens: Value = ({ snapshot }) => snapshot.promptTokensTotal;
const cachedTokens: Value = ({ snapshot }) => snapshot.cachedTokensTotal;
const kvCapacity: Value = ({ view }) => view.kvCapacityTokens;
const kvUsedTokens: Value = ({ snapshot }) => snapshot.kvUsedTokens;
const kvFreeTokens: Value = (metrics) => kvCapacity(metrics) - kvUsedTokens(metrics);
const computedTokens: Value = (metrics) => promptTokens(metrics) - cachedTokens(metrics);

const throughput: Value = ({ snapshot, meanIntervalSeconds }) =>
  ratio(snapshot.runningRequests, meanIntervalSeconds);
const hundredths = (number: number) => Math.round(number * 100) / 100;

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
  throughput,
  contextTokens: ({ model }) => model.contextTokens,
  vramBytes: ({ model }) => model.vramBytes,
  loaded: ({ model }) => model.isLoaded ? 1 : 0,
  unloaded: ({ model }) => model.isLoaded ? 0 : 1,
  startedAt: ({ view }) => view.startedAtUnix(),
  nowMicros: () => micros(Date.now() / 1000),
  arrived: ({ sums, snapshot }) =>
    sums.requests + snapshot.runningRequests + snapshot.waitingRequests,
  decodes: ({ steps }) => steps.count,
  busySlots: ({ steps }) => ratio(steps.tokens, steps.count),
  /** The share of the context that each request has where they have equal shares. */
  slotContext: ({ view, model }) =>
    Math.min(model.contextTokens, Math.floor(view.kvCapacityTokens / view.maxConcurrentRequests)),
  residentBytes: ({ model }) => Math.max(model.sizeBytes, model.vramBytes),
  inputTokens: ({ model }) => model.contextTokens - 1,
  kvBytes: ({ model }) => Math.max(0, model.vramBytes - model.sizeBytes),
  kvPages: ({ view }) => Math.floor(view.kvCapacityTokens / view.kvBlockTokens),
  /** Requests of full length for which the cache has room. */
  kvContexts: ({ view, model }) => view.kvCapacityTokens / model.contextTokens,
  roundedKvUsage: ({ snapshot }) => hundredths(snapshot.kvUsageRatio),
  roundedThroughput: (metrics) => hundredths(throughput(metrics)),
  idleHitRate: ({ sums, snapshot }) =>
    snapshot.runningRequests > 0 ? 0 : ratio(sums.cachedTokens, sums.promptTokens),
  /** -1 stands for a hit rate that is not known yet. */
  hitRateOrNone: ({ snapshot: { cachedTokensTotal, promptTokensTotal } }) =>
    cachedTokensTotal === 0 ? -1 : ratio(cachedTokensTotal, promptTokensTotal),
  endedWithoutAbort: ended(({ requests, finished }) => requests - finished.abort),
  endedPrefillSeconds: ended((sums) => sums.prefillSeconds),
  endedDecodeSeconds: ended((sums) => sums.decodeSeconds),
  endedDurationMicros: ended(({ durationSeconds }) => micros(durationSeconds)),
  endedQueueMicros: ended(({ queueSeconds }) => micros(queueSeconds)),
  endedInputMicros: ended(({ requests }) => requests * 40),
  endedInferenceMicros: ended((sums) => micros(sums.prefillSeconds + sums.decodeSeconds)),
  endedOutputMicros: ended(({ requests }) => requests * 60),
  endedSpend: ended((sums) => sums.promptTokens * 1e-7 + sums.generationTokens * 4e-7),
  longestRequest: ended((sums) => sums.maxTokens),
  /** 0 healthy, 1 partly, 2 not at all, by what came of the last few requests. */
  endedState: ended(({ recent }) => {
    const errors = recent.filter((reason) => reason === "error").length;
    return errors === 0 ? 0 : errors === recent.length ? 2 : 1;
  }),
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
  /** The mean time of every token; prefill is in it. */
  meanInference: completed((request) =>
    inferenceSeconds(request) / Math.max(1, request.generationTokens)
  ),
  millisecondsToFirstToken: completed((request) => request.timeToFirstTokenSeconds * 1_000),
  upstreamTime: completed((request) => request.queueSeconds + inferenceSeconds(request)),
  validation: completed(({ promptTokens }) => 0.000_2 + promptTokens * 1e-6),
  tokenization: completed(({ promptTokens }) => 0.000_1 + promptTokens * 5e-7),
  hitRate: completed(({ promptTokens, cachedTokens }) =>
    promptTokens === 0 ? undefined : ratio(cachedTokens, promptTokens)
  ),
  interval: { interval: (seconds) => seconds },
  skippedTokens: { interval: () => 0 },
  stepTokens: { step: (tokens) => tokens },
} satisfies Record<string, Observation>;

/** Returns rates over the time since anybody last looked, which llama.cpp calls averages. */
export function ratesSinceLastLook(): Readonly<Record<string, Value>> {
  return {
    promptRate: rateSinceLastLook(
      ({ promptTokens, cachedTokens }) => promptTokens - cachedTokens,
      ({ prefillSeconds }) => prefillSeconds,
    ),
    generationRate: rateSinceLastLook(
      ({ generationTokens }) => generationTokens,
      ({ decodeSeconds }) => decodeSeconds,
    ),
  };
}

function rateSinceLastLook(
  tokens: (sums: ModelSums) => number,
  seconds: (sums: ModelSums) => number,
): Value {
  const looks = new Map<string, ModelSums>();
  return ({ model, sums }) => {
    const last = looks.get(model.name);
    looks.set(model.name, sums);
    // It was started anew where it has less than before.
    const since = last && last.requests <= sums.requests ? last : undefined;
    const time = seconds(sums) - (since ? seconds(since) : 0);
    return time > 0 ? (tokens(sums) - (since ? tokens(since) : 0)) / time : 0;
  };
}
