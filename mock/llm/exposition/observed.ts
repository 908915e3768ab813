import type { FinishedRequest } from "../../sim/engine_view.ts";
import type { Observed } from "./table.ts";

/** Engines observe what was computed to its end; a request that a client gave up is left out. */
function ofCompleted(value: (request: FinishedRequest) => number | undefined): Observed {
  return { request: (request) => isCompleted(request) ? value(request) : undefined };
}

export function isCompleted({ reason }: FinishedRequest): boolean {
  return reason === "stop" || reason === "length";
}

export const FIRST_TOKEN: Observed = ofCompleted((request) => request.timeToFirstTokenSeconds);
export const DURATION: Observed = ofCompleted((request) => request.durationSeconds);
export const QUEUE: Observed = ofCompleted((request) => request.queueSeconds);
export const PREFILL: Observed = ofCompleted((request) => request.prefillSeconds);
export const DECODE: Observed = ofCompleted((request) => request.decodeSeconds);
export const INFERENCE: Observed = ofCompleted(inferenceSeconds);
export const PROMPT_TOKENS: Observed = ofCompleted((request) => request.promptTokens);
export const GENERATION_TOKENS: Observed = ofCompleted((request) => request.generationTokens);
export const INTERVAL: Observed = { interval: (seconds) => seconds };
export const STEP: Observed = { step: (tokens) => tokens };

/** The mean time of a token after the first; a request with one token has none. */
export const TOKEN_MEAN: Observed = ofCompleted(({ decodeSeconds, generationTokens }) =>
  generationTokens > 1 ? decodeSeconds / (generationTokens - 1) : undefined
);

/** Any other value of a request that was computed to its end. */
export const completed = ofCompleted;

/** Prefill and decode together. */
export function inferenceSeconds({ prefillSeconds, decodeSeconds }: FinishedRequest): number {
  return prefillSeconds + decodeSeconds;
}
