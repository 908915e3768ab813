import type { EngineView } from "../../sim/engine_view.ts";
import type { Bounds } from "./table.ts";

/** Returns 1, 2, 5, 10, 20 and so on up to `max`, as vLLM counts tokens. */
export function oneTwoFive(max: number): number[] {
  const bounds: number[] = [];
  for (let power = 1;; power *= 10) {
    for (const digit of [1, 2, 5]) {
      if (digit * power > max) return bounds;
      bounds.push(digit * power);
    }
  }
}

/** Returns as many tokens as the first model takes. */
function contextTokens(view: EngineView): number {
  return view.models()[0]?.contextTokens ?? 4096;
}

/** Returns `start`, and each bound `factor` times the one before it. */
export function geometric(start: number, factor: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => start * factor ** index);
}

/** Returns `step`, twice of it, and so on. */
export function linear(step: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => step * (index + 1));
}

const FIRST_TOKEN_V0 = [
  ...[0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
];
const TOKEN_V0 = [...[0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5]];
const REQUEST_V0 = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60];

/** Bounds of vLLM and of those that follow it, by their names in the tables. */
export const BOUNDS = {
  firstTokenSeconds: [...FIRST_TOKEN_V0, 20, 40, 80, 160, 640, 2560],
  tokenSeconds: [...TOKEN_V0, 5, 7.5, 10, 20, 40, 80],
  requestSeconds: [...REQUEST_V0, 120, 240, 480, 960, 1920, 7680],
  firstTokenSecondsV0: FIRST_TOKEN_V0,
  tokenSecondsV0: TOKEN_V0,
  requestSecondsV0: REQUEST_V0,
  stepTokens: [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384],
  /** Steps of vLLM on a GPU with graphs captured for batches of up to 256. */
  stepsOfGraphs: [1, 2, 4, ...linear(8, 32)],
  hundredthsOfContext: (view: EngineView) => linear(contextTokens(view) / 100, 100),
  upToContext: (view: EngineView) => oneTwoFive(contextTokens(view)),
} satisfies Record<string, Bounds>;
