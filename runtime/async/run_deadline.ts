/** A deadline in time during which somebody could have run, not in time that passed. */

/** The clock of a deadline; times are milliseconds of a monotonic clock. */
export interface DeadlineClock {
  nowMs(): number;
  /** Runs once after a delay; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

/** A wait for a processor that is long enough to be the reason of a delay. */
export interface Starvation {
  /** Time that has passed since the deadline was set. */
  readonly elapsedMs: number;
  /** The part of it that was spent waiting for a processor. */
  readonly waitedMs: number;
}

export interface RunDeadlineOptions {
  readonly clock: DeadlineClock;
  /** The time that the work may take while it can run. */
  readonly timeoutMs: number;
  /**
   * Reads how long those who do the work have waited for a processor so far, all their waits added up;
   * undefined where that cannot be known, and then the time that passed counts.
   */
  readonly readWaitMs: () => Promise<number | undefined>;
  /** Called once, when the work is late because it had to wait. */
  readonly onStarving?: (starvation: Starvation) => void;
  /** Called at the end: `starved` when the work never had its time, and the last bound was reached. */
  readonly onOver: (cause: "spent" | "starved", starvation: Starvation) => void;
}

/** However long something starves: after this many times its deadline it is over. */
const MAX_EXTENSION = 6;
/** Work that is done sooner costs no reading of what it waited. */
const FIRST_READING_MS = 250;
/** Below this share of the time, waits are what every busy machine has. */
const STARVED_SHARE = 0.2;
/** The shortest pause between two looks at work that is late. */
const LOOK_MS = 100;

/**
 * Sets a deadline that is extended by the time its work waited for a processor, at most to
 * {@linkcode MAX_EXTENSION} times its length. A loop uses its time up and ends on time; what is starved
 * gets the time it was promised.
 *
 * @returns a function that lifts the deadline.
 */
export function runDeadline(options: RunDeadlineOptions): () => void {
  const { clock, timeoutMs, readWaitMs, onStarving, onOver } = options;
  const startMs = clock.nowMs();
  let cancelTimer = () => {};
  let isLifted = false;
  let isStarving = false;
  let firstWaitMs: number | undefined;

  const read = async () => {
    try {
      return await readWaitMs();
    } catch {
      // Without a reading the time that passed counts.
      return undefined;
    }
  };
  const look = async () => {
    const waitMs = await read();
    if (isLifted) return;
    const elapsedMs = clock.nowMs() - startMs;
    const waitedMs = waitMs === undefined
      ? 0
      : Math.min(Math.max(waitMs - (firstWaitMs ?? waitMs), 0), elapsedMs);
    const isStarved = waitedMs > STARVED_SHARE * elapsedMs;
    const leftMs = Math.min(
      timeoutMs - (elapsedMs - waitedMs),
      timeoutMs * MAX_EXTENSION - elapsedMs,
    );
    // Timers may be a fraction of a millisecond early.
    if (leftMs < 1) {
      isLifted = true;
      return onOver(
        isStarved && elapsedMs - waitedMs < timeoutMs - 1 ? "starved" : "spent",
        { elapsedMs, waitedMs },
      );
    }
    if (isStarved && !isStarving) {
      isStarving = true;
      onStarving?.({ elapsedMs, waitedMs });
    }
    // It can be starved no longer than it takes for its time to pass.
    cancelTimer = clock.after(Math.max(leftMs, LOOK_MS), () => void look());
  };

  const firstReadingMs = Math.min(FIRST_READING_MS, timeoutMs / 4);
  cancelTimer = clock.after(firstReadingMs, () => {
    cancelTimer = clock.after(timeoutMs - firstReadingMs, () => void look());
    void read().then((waitMs) => firstWaitMs = waitMs);
  });
  return () => {
    isLifted = true;
    cancelTimer();
  };
}
