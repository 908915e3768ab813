/** One answer that is asked for now and then. */
export class CachedAnswer<Value> {
  #last: { readonly atMs: number; readonly value: Value } | undefined;

  async get(
    ask: () => Promise<Value>,
    { nowMs, maxAgeMs }: { nowMs: number; maxAgeMs: number },
  ): Promise<Value> {
    if (this.#last && nowMs - this.#last.atMs < maxAgeMs) return this.#last.value;
    const value = await ask();
    this.#last = { atMs: nowMs, value };
    return value;
  }
}
