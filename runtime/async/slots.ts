/** Lets a few work at once; the others wait in the order of their ranks, and within one as they came. */
export class Slots {
  #free: number;
  readonly #waiting: { readonly rank: number; readonly begin: () => void }[] = [];

  /** @param count how many work at once. */
  constructor(count: number) {
    this.#free = count;
  }

  /** The number of those that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a slot, and returns the function that gives it back; calling that again does nothing.
   *
   * @param rank the lower it is, the sooner.
   */
  async take(rank = 0): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#queue(rank);
    let isHeld = true;
    return () => {
      if (isHeld) this.#pass();
      isHeld = false;
    };
  }

  /** Runs the task when there is room for it; at once, in the same turn, when there is now. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--;
    else await this.#queue(0);
    try {
      return await task();
    } finally {
      this.#pass();
    }
  }

  #queue(rank: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#waiting.findLastIndex((one) => one.rank <= rank);
    this.#waiting.splice(before + 1, 0, { rank, begin: resolve });
    return promise;
  }

  #pass(): void {
    const next = this.#waiting.shift();
    // A slot goes from hand to hand: it is never free while somebody waits.
    if (next) next.begin();
    else this.#free++;
  }
}
