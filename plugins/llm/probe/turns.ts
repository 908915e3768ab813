/** Lets a few work at a time, one of each name; the others wait in the order in which they came. */
export class Turns {
  readonly #atOnce: number;
  readonly #working = new Set<string>();
  readonly #waiting = new Map<string, () => Promise<void>>();

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  isWorking(name: string): boolean {
    return this.#working.has(name);
  }

  /** Works now or when it is its turn; one that waits already keeps its place, with the new work. */
  take(name: string, work: () => Promise<void>): void {
    this.#waiting.set(name, work);
    this.#next();
  }

  /** Gives up a place in the row. */
  leave(name: string): void {
    this.#waiting.delete(name);
  }

  #next(): void {
    for (const [name, work] of this.#waiting) {
      if (this.#working.size >= this.#atOnce) return;
      if (this.#working.has(name)) continue;
      this.#waiting.delete(name);
      this.#working.add(name);
      void work().finally(() => {
        this.#working.delete(name);
        this.#next();
      });
    }
  }
}
