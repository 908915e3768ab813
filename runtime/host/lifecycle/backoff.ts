/** The wait of a plugin after its process failed. Times are milliseconds. */
import type { StopReason } from "../../contract/codes.ts";

/** The part of the supervisor's settings that this file uses. */
export interface BackoffSettings {
  readonly backoffInitial: number;
  readonly backoffMax: number;
  readonly quarantineAfter: number;
  readonly quarantineWindow: number;
  readonly quarantineTrial: number;
}

/** The failures that still count. A success ends the row but not the window. */
export interface FailureHistory {
  /** Failures since the last success. */
  readonly inRow: number;
  /** The time of each failure within the window. */
  readonly timesMs: readonly number[];
  /** True if the last verdict was quarantine, so that the next start is a trial. */
  readonly onTrial: boolean;
}

export const NO_FAILURES: FailureHistory = { inRow: 0, timesMs: [], onTrial: false };

/** The consequence of a failure. */
export interface FailureVerdict {
  readonly history: FailureHistory;
  readonly kind: "backoff" | "quarantine";
  readonly waitMs: number;
}

/**
 * By how much each wait is longer than the one before. With twice, the five failures that lead to
 * quarantine were over in 15 s: a cause that lasted 16 s cost 15 minutes, and plugins that crash together
 * made most of their starts in that time.
 */
const GROWTH = 4;
/** Longest wait for a machine that refuses to start a process. */
const REFUSED_MAX_MS = 30_000;
/** Share of the wait that is random, so that plugins that failed together do not return together. */
const JITTER = 0.2;

/** Judges the end of a process at `nowMs` by its reason, see the two functions below. */
export function afterLoss(
  reason: StopReason,
  history: FailureHistory,
  nowMs: number,
  settings: BackoffSettings,
  random: number,
): FailureVerdict {
  return reason === "spawn_failed"
    ? afterRefusedStart(history, settings, random)
    : afterFailure(history, nowMs, settings, random);
}

/**
 * Judges one more failure at `nowMs`: wait four times as long as before, or quarantine when there were too
 * many within the window, or when this was the trial of a quarantine.
 *
 * @param random a number from 0 to 1
 */
export function afterFailure(
  history: FailureHistory,
  nowMs: number,
  settings: BackoffSettings,
  random: number,
): FailureVerdict {
  const inRow = history.inRow + 1;
  const timesMs = [...history.timesMs, nowMs]
    .filter((at) => nowMs - at < settings.quarantineWindow)
    .slice(-settings.quarantineAfter);
  if (history.onTrial || timesMs.length >= settings.quarantineAfter) {
    return {
      history: { inRow, timesMs, onTrial: true },
      kind: "quarantine",
      waitMs: jittered(settings.quarantineTrial, random),
    };
  }
  return {
    history: { inRow, timesMs, onTrial: false },
    kind: "backoff",
    waitMs: retryWaitMs(inRow, settings, random),
  };
}

/**
 * Judges a start that the machine refused, as without a pid left: what never ran is no crash, so none of
 * it counts towards quarantine, and each try costs next to nothing.
 *
 * @param random a number from 0 to 1
 */
export function afterRefusedStart(
  history: FailureHistory,
  settings: BackoffSettings,
  random: number,
): FailureVerdict {
  const inRow = history.inRow + 1;
  const backoffMax = Math.min(settings.backoffMax, REFUSED_MAX_MS);
  const waitMs = retryWaitMs(inRow, { ...settings, backoffMax }, random);
  return { history: { ...history, inRow }, kind: "backoff", waitMs };
}

/**
 * Returns how long the next try waits after so many failed ones, when none of them counts towards
 * quarantine.
 *
 * @param random a number from 0 to 1
 */
export function retryWaitMs(
  failures: number,
  settings: Pick<BackoffSettings, "backoffInitial" | "backoffMax">,
  random: number,
): number {
  // 4^16 ms is more than any limit, and the number must not overflow.
  const grown = settings.backoffInitial * GROWTH ** Math.min(failures - 1, 16);
  return jittered(Math.min(grown, settings.backoffMax), random);
}

/** A success: the row ends; a trial that succeeded ends the quarantine and forgets its failures. */
export function afterSuccess(history: FailureHistory): FailureHistory {
  return history.onTrial || history === NO_FAILURES ? NO_FAILURES : { ...history, inRow: 0 };
}

function jittered(waitMs: number, random: number): number {
  return Math.round(waitMs * (1 - JITTER + 2 * JITTER * random));
}
