/** Lets a few work at once; the others wait in the order in which they came. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param count how many work at once. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a slot, and returns the function that gives it back; calling that again does nothing. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#queue();
    let isHeld = true;
    return () => {
      if (isHeld) this.#pass();
      isHeld = false;
    };
  }

  /** Runs the task when there is room for it; at once, in the same turn, when there is now. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--;
    else await this.#queue();
    try {
      return await task();
    } finally {
      this.#pass();
    }
  }

  #queue(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #pass(): void {
    const next = this.#waiting.shift();
    // A slot goes from hand to hand: it is never free while somebody waits.
    if (next) next();
    else this.#free++;
  }
}
