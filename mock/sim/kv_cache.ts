/** The KV cache of an engine: blocks of tokens, some of them shared by requests that begin alike. */
export class KvCache {
  readonly capacityBlocks: number;
  readonly #blockTokens: number;
  #privateBlocks = 0;
  /** Of the beginnings: those in use, and all that are kept. */
  #sharedBlocks = 0;
  #keptBlocks = 0;
  /** Beginnings that are kept, the one that was used least recently first. */
  readonly #prefixes = new Map<string, { blocks: number; users: number }>();

  constructor({ capacityTokens, blockTokens }: { capacityTokens: number; blockTokens: number }) {
    this.#blockTokens = blockTokens;
    this.capacityBlocks = Math.floor(capacityTokens / blockTokens);
  }

  /** Blocks that running requests hold; kept beginnings that nobody uses count as free. */
  get usedBlocks(): number {
    return this.#privateBlocks + this.#sharedBlocks;
  }

  get freeBlocks(): number {
    return this.capacityBlocks - this.usedBlocks;
  }

  get usedTokens(): number {
    return this.usedBlocks * this.#blockTokens;
  }

  get usageRatio(): number {
    return this.capacityBlocks === 0 ? 0 : this.usedBlocks / this.capacityBlocks;
  }

  countBlocks(tokens: number): number {
    return Math.ceil(tokens / this.#blockTokens);
  }

  /** Takes blocks; false, and nothing taken, where they are not there. */
  take(blocks: number): boolean {
    if (blocks > this.freeBlocks) return false;
    this.#privateBlocks += blocks;
    this.#evict();
    return true;
  }

  give(blocks: number): void {
    this.#privateBlocks -= blocks;
  }

  /** Tells whether a beginning is kept, so that it need not be computed. */
  has(prefix: string): boolean {
    return this.#prefixes.has(prefix);
  }

  /** Blocks that are missing before a beginning could be used. */
  missingFor(prefix: string, tokens: number): number {
    const kept = this.#prefixes.get(prefix);
    return kept === undefined || kept.users === 0 ? this.countBlocks(tokens) : 0;
  }

  /** Uses a beginning, which is computed where it is not kept. */
  takePrefix(prefix: string, tokens: number): boolean {
    const kept = this.#prefixes.get(prefix);
    const blocks = kept?.blocks ?? this.countBlocks(tokens);
    const users = kept?.users ?? 0;
    if (users === 0 && blocks > this.freeBlocks) return false;
    if (!kept) this.#keptBlocks += blocks;
    if (users === 0) this.#sharedBlocks += blocks;
    this.#prefixes.delete(prefix);
    this.#prefixes.set(prefix, { blocks, users: users + 1 });
    this.#evict();
    return true;
  }

  givePrefix(prefix: string): void {
    const kept = this.#prefixes.get(prefix);
    if (!kept) return;
    kept.users--;
    if (kept.users === 0) this.#sharedBlocks -= kept.blocks;
  }

  /** Drops what nobody uses, the oldest first, until all fits. */
  #evict(): void {
    if (this.#privateBlocks + this.#keptBlocks <= this.capacityBlocks) return;
    for (const [prefix, { blocks, users }] of this.#prefixes) {
      if (users > 0) continue;
      this.#prefixes.delete(prefix);
      this.#keptBlocks -= blocks;
      if (this.#privateBlocks + this.#keptBlocks <= this.capacityBlocks) return;
    }
  }
}
