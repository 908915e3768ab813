/** Lets a few tasks run at once, whoever brings them; the others wait in order. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param count how many run at once. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Runs the task when there is room for it. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      // The slot goes from hand to hand: it is never free while somebody waits.
      if (next) next();
      else this.#free += 1;
    }
  }
}
