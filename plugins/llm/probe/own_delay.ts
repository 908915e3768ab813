/** Interval at which this process checks whether it is held up. */
const STEP_MS = 10;
/** A timer is late by this much on any machine. */
const USUAL_MS = 3;
/** Events this shortly after a delay were noticed late because of it. */
const SLACK_MS = 5;

/** The source of time; for tests. */
export interface DelaySource {
  /** Monotonic. */
  readonly nowMs: () => number;
  /** Runs something once after a delay; the answer cancels it. */
  readonly after?: (delayMs: number, run: () => void) => () => void;
}

/**
 * Notices when this process itself was held up, by its own work or for want of a processor: what a
 * server sent meanwhile is stamped too late, and that is not the server's doing.
 */
export class OwnDelay {
  readonly #nowMs: () => number;
  readonly #after: NonNullable<DelaySource["after"]>;
  readonly #delays: { readonly startMs: number; readonly endMs: number }[] = [];
  #cancel = () => {};

  constructor({ nowMs, after = afterTimeout }: DelaySource) {
    this.#nowMs = nowMs;
    this.#after = after;
  }

  /** Begins to look. */
  start(): void {
    const dueMs = this.#nowMs() + STEP_MS;
    this.#cancel = this.#after(STEP_MS, () => {
      this.#note(dueMs);
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** By how much something that was noticed at a time may have been noticed too late. */
  lateMs(atMs: number): number {
    const delay = this.#delays.findLast(({ startMs, endMs }) =>
      startMs <= atMs && atMs <= endMs + SLACK_MS
    );
    return delay ? Math.min(atMs, delay.endMs) - delay.startMs : 0;
  }

  /** By how much something that was begun at a time may have been begun too late. */
  lateStartMs(atMs: number): number {
    const delay = this.#delays.find(({ startMs }) =>
      startMs >= atMs && startMs <= atMs + STEP_MS + SLACK_MS
    );
    return delay ? delay.endMs - delay.startMs : 0;
  }

  /** All delays so far. */
  get seconds(): number {
    return this.#delays.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / 1000;
  }

  #note(dueMs: number): void {
    const endMs = this.#nowMs();
    if (endMs - dueMs > USUAL_MS) this.#delays.push({ startMs: dueMs, endMs });
  }
}

function afterTimeout(delayMs: number, run: () => void): () => void {
  const id = setTimeout(run, delayMs);
  return () => clearTimeout(id);
}
