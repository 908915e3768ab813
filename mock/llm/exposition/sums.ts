import type { FinishedRequest } from "../../sim/engine_view.ts";

/** What the ended requests of one model add up to. */
export interface ModelSums {
  readonly finished: Readonly<Record<FinishedRequest["reason"], number>>;
  readonly requests: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly generationTokens: number;
  readonly queueSeconds: number;
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
  readonly durationSeconds: number;
  /** Of the longest request. */
  readonly maxTokens: number;
  /** Reasons of the last few, the newest last. */
  readonly recent: readonly FinishedRequest["reason"][];
}

const RECENT = 10;

/** The sums of a model of which nothing ended yet. */
export const NO_SUMS: ModelSums = {
  finished: { stop: 0, length: 0, abort: 0, error: 0 },
  requests: 0,
  promptTokens: 0,
  cachedTokens: 0,
  generationTokens: 0,
  queueSeconds: 0,
  prefillSeconds: 0,
  decodeSeconds: 0,
  durationSeconds: 0,
  maxTokens: 0,
  recent: [],
};

export function withRequest(sums: ModelSums, request: FinishedRequest): ModelSums {
  const { reason, promptTokens, generationTokens } = request;
  return {
    finished: { ...sums.finished, [reason]: sums.finished[reason] + 1 },
    requests: sums.requests + 1,
    promptTokens: sums.promptTokens + promptTokens,
    cachedTokens: sums.cachedTokens + request.cachedTokens,
    generationTokens: sums.generationTokens + generationTokens,
    queueSeconds: sums.queueSeconds + request.queueSeconds,
    prefillSeconds: sums.prefillSeconds + request.prefillSeconds,
    decodeSeconds: sums.decodeSeconds + request.decodeSeconds,
    durationSeconds: sums.durationSeconds + request.durationSeconds,
    maxTokens: Math.max(sums.maxTokens, promptTokens + generationTokens),
    recent: [...sums.recent, reason].slice(-RECENT),
  };
}
