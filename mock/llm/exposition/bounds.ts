import type { EngineView } from "../../sim/engine_view.ts";

/** 1, 2, 5, 10, 20 and so on up to `max`, as vLLM counts tokens. */
function oneTwoFive(max: number): number[] {
  const bounds: number[] = [];
  for (let power = 1;; power *= 10) {
    for (const digit of [1, 2, 5]) {
      if (digit * power > max) return bounds;
      bounds.push(digit * power);
    }
  }
}

/** As many tokens as the first model takes. */
export function upToContext(view: EngineView): number[] {
  return oneTwoFive(view.models()[0]?.contextTokens ?? 4096);
}

/** `start`, and each bound `factor` times the one before it. */
export function geometric(start: number, factor: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => start * factor ** index);
}

/** Time to the first token, in vLLM and those that follow it. */
export const FIRST_TOKEN_SECONDS = [
  ...[0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  ...[20, 40, 80, 160, 640, 2560],
];

/** Time of one token, in vLLM and those that follow it. */
export const TOKEN_SECONDS = [
  ...[0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5],
  ...[5, 7.5, 10, 20, 40, 80],
];

/** Time of a request, in vLLM and those that follow it. */
export const REQUEST_SECONDS = [
  ...[0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920],
  7680,
];

/** Tokens of one step, in vLLM and those that follow it. */
export const STEP_TOKENS = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384];
