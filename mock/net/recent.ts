/** The last of what was noted, so that a mock that runs for long does not grow. */
export class Recent<Item> {
  static readonly MOST = 1_000;
  readonly #items: Item[] = [];

  /** The oldest first. */
  get items(): readonly Item[] {
    return this.#items;
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > Recent.MOST) this.#items.shift();
  }
}
