import type { FinishedRequest } from "../../sim/engine_view.ts";

type Sizes = Omit<FinishedRequest, "reason" | "timeToFirstTokenSeconds" | "loadSeconds">;

/** Sums over the ended requests of one model. */
export interface ModelSums extends Sizes {
  readonly finished: Readonly<Record<FinishedRequest["reason"], number>>;
  readonly requests: number;
  /** Of the longest request. */
  readonly maxTokens: number;
  /** Reasons of the last few, the newest last. */
  readonly recent: readonly FinishedRequest["reason"][];
}

const RECENT = 10;

/** The sums of a model of which no request has ended yet. */
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

/** Returns the sums with one more request. */
export function addRequest(sums: ModelSums, request: FinishedRequest): ModelSums {
  const { reason, promptTokens, generationTokens } = request;
  const plus = (key: keyof Sizes) => ({ [key]: sums[key] + request[key] });
  return {
    ...sums,
    ...plus("promptTokens"),
    ...plus("cachedTokens"),
    ...plus("generationTokens"),
    ...plus("queueSeconds"),
    ...plus("prefillSeconds"),
    ...plus("decodeSeconds"),
    ...plus("durationSeconds"),
    finished: { ...sums.finished, [reason]: sums.finished[reason] + 1 },
    requests: sums.requests + 1,
    maxTokens: Math.max(sums.maxTokens, promptTokens + generationTokens),
    recent: [...sums.recent, reason].slice(-RECENT),
  };
}
