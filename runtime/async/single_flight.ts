/** Runs the same thing once for all who ask for it at the same time. */
export class SingleFlight<T> {
  readonly #open = new Map<string, Promise<T>>();

  run(key: string, start: () => Promise<T>): Promise<T> {
    const open = this.#open.get(key);
    if (open) return open;
    const promise = start().finally(() => this.#open.delete(key));
    this.#open.set(key, promise);
    return promise;
  }
}
