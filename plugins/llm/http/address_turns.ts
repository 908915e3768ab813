/**
 * Lets one thing at a time be asked of an address, whoever asks: a small server has few threads, and an
 * idle connection may hold one of them.
 */
export class AddressTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs something when all that was asked of the address before has ended. */
  async take<Result>(address: string, ask: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(address) ?? Promise.resolve();
    const own = before.then(ask);
    const ended = own.then(() => {}, () => {});
    this.#last.set(address, ended);
    try {
      return await own;
    } finally {
      if (this.#last.get(address) === ended) this.#last.delete(address);
    }
  }
}
