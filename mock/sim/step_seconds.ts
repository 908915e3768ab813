import type { Timing } from "./specs.ts";

/** The pace of an engine, as it is slowed down. */
export interface Pace {
  /** Of the card's clock, 1 being its usual one. */
  readonly clockRatio: number;
  readonly slowdown: number;
  readonly prefillSlowdown: number;
  /** Tokens of prompts in each step; fewer leave more of it to the tokens that come out. */
  readonly prefillTokensPerStep: number;
}

/** The work of one step. */
export interface StepLoad {
  readonly prefillTokens: number;
  readonly decodeSequences: number;
  readonly kvTokens: number;
}

/**
 * Returns the time of a step. Decoding waits for memory: the weights once, and the KV cache of the batch.
 * Prompts wait for arithmetic, which is what a lower clock slows down most.
 */
export function stepSeconds(
  timing: Timing,
  { prefillTokens, decodeSequences, kvTokens }: StepLoad,
  { clockRatio, slowdown, prefillSlowdown }: Omit<Pace, "prefillTokensPerStep">,
): { total: number; prefill: number } {
  const clock = Math.max(clockRatio, 0.05);
  const prefill = (prefillTokens / timing.prefillTokensPerSecond) * (prefillSlowdown / clock);
  // Memory has a clock of its own; only half of a lower one is felt here.
  const decode = (timing.stepSeconds + decodeSequences * timing.perSequenceSeconds +
    kvTokens * timing.perKvTokenSeconds) / (0.5 + clock / 2);
  return { total: (prefill + decode) * slowdown, prefill: prefill * slowdown };
}
