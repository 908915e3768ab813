/** The verdict on a piece of standard error. */
export interface StderrVerdict {
  /** The number of its bytes that are read for lines. */
  readonly pass: number;
  /** True if the sender has to be ended. */
  readonly flood: boolean;
  /** Lines of the window before that were left out; 0 but in the first piece of a window. */
  readonly leftOut: number;
}

/** Limits of one window. */
export interface StderrLimits {
  readonly passBytes: number;
  /** A line costs more than its bytes: each becomes an entry of the log. */
  readonly passLines: number;
  readonly killBytes: number;
  readonly windowMs: number;
}

/** Counts what a process writes to standard error, window by window. Pure: time is passed in. */
export class StderrBudget {
  readonly #limits: StderrLimits;
  #windowStartMs = -Infinity;
  #bytes = 0;
  #lines = 0;

  constructor(limits: StderrLimits) {
    this.#limits = limits;
  }

  /** Counts a piece. */
  take(bytes: number, nowMs: number): StderrVerdict {
    let leftOut = 0;
    if (nowMs - this.#windowStartMs >= this.#limits.windowMs) {
      leftOut = Math.max(0, this.#lines - this.#limits.passLines);
      this.#windowStartMs = nowMs;
      this.#bytes = 0;
      this.#lines = 0;
    }
    const room = Math.max(0, this.#limits.passBytes - this.#bytes);
    this.#bytes += bytes;
    return { pass: Math.min(room, bytes), flood: this.#bytes > this.#limits.killBytes, leftOut };
  }

  /** Counts a line; whether it is passed on to the log. */
  line(): boolean {
    return ++this.#lines <= this.#limits.passLines;
  }
}
