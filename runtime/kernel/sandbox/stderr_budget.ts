/** What to do with a piece of standard error. */
export interface StderrVerdict {
  /** How many of its bytes are passed on to the log. */
  readonly pass: number;
  /** Whether the sender has to be ended. */
  readonly flood: boolean;
}

/** Limits of one window. */
export interface StderrLimits {
  readonly passBytes: number;
  readonly killBytes: number;
  readonly windowMs: number;
}

/** Counts what a process writes to standard error, window by window. Pure: time is passed in. */
export class StderrBudget {
  readonly #limits: StderrLimits;
  #windowStartMs = -Infinity;
  #seen = 0;

  constructor(limits: StderrLimits) {
    this.#limits = limits;
  }

  take(bytes: number, nowMs: number): StderrVerdict {
    if (nowMs - this.#windowStartMs >= this.#limits.windowMs) {
      this.#windowStartMs = nowMs;
      this.#seen = 0;
    }
    const room = Math.max(0, this.#limits.passBytes - this.#seen);
    this.#seen += bytes;
    return { pass: Math.min(room, bytes), flood: this.#seen > this.#limits.killBytes };
  }
}
