import type { KvCache } from "./kv_cache.ts";
import type { Sequence } from "./sequence.ts";
import type { StepLoad } from "./step_seconds.ts";

/** Blocks that stay free when a request is let in, so that those in the batch can grow. */
const SPARE_RATIO = 0.01;

/** The requests that an engine computes together. */
export class Batch {
  readonly #kv: KvCache;
  /** In the order of their admission. */
  readonly #sequences: Sequence[] = [];
  /** Those that the next step computes. It is filled anew each time: a day has millions of steps. */
  readonly #planned: Sequence[] = [];
  #plannedCount = 0;
  preemptions = 0;

  constructor(kv: KvCache) {
    this.#kv = kv;
  }

  get size(): number {
    return this.#sequences.length;
  }

  get sequences(): readonly Sequence[] {
    return this.#sequences;
  }

  /** Lets a request in; `later` where there is no room, `never` where there cannot be. */
  admit(sequence: Sequence, now: number): "admitted" | "later" | "never" {
    const kv = this.#kv;
    const { prefix } = sequence.arrival;
    const own = kv.countBlocks(sequence.ownTokens + 1);
    const shared = prefix ? kv.missingFor(prefix.name, prefix.tokens) : 0;
    const spare = Math.ceil(kv.capacityBlocks * SPARE_RATIO);
    const all = own + (prefix ? kv.countBlocks(prefix.tokens) : 0);
    if (all + spare > kv.capacityBlocks) return "never";
    if (own + shared + spare > kv.freeBlocks) return "later";
    const cached = prefix && kv.has(prefix.name) ? prefix.tokens : 0;
    if (prefix) sequence.holdsPrefix = kv.takePrefix(prefix.name, prefix.tokens);
    kv.take(own);
    sequence.blocks = own;
    sequence.prefillLeft = sequence.allTokens - cached;
    if (sequence.admittedAt === undefined) {
      sequence.admittedAt = now;
      sequence.cachedTokens = cached;
    }
    sequence.isRunning = true;
    this.#sequences.push(sequence);
    return "admitted";
  }

  /** Takes a request out and frees what it holds; false where it is not in it. */
  remove(sequence: Sequence): boolean {
    if (!sequence.isRunning) return false;
    sequence.isRunning = false;
    this.#sequences.splice(this.#sequences.lastIndexOf(sequence), 1);
    this.#kv.give(sequence.blocks);
    sequence.blocks = 0;
    const { prefix } = sequence.arrival;
    if (prefix && sequence.holdsPrefix) this.#kv.givePrefix(prefix.name);
    sequence.holdsPrefix = false;
    return true;
  }

  /** Chooses what the next step computes: so many tokens of prompts, and one for all others. */
  plan(prefillTokens: number): StepLoad {
    this.#plannedCount = 0;
    let budget = prefillTokens;
    let [decodeSequences, kvTokens] = [0, 0];
    for (const sequence of this.#sequences) {
      kvTokens += sequence.allTokens - sequence.prefillLeft;
      if (sequence.prefillLeft === 0) {
        decodeSequences++;
        this.#plan(sequence, 0);
        continue;
      }
      const tokens = Math.min(budget, sequence.prefillLeft);
      if (tokens === 0) continue;
      budget -= tokens;
      this.#plan(sequence, tokens);
    }
    return { prefillTokens: prefillTokens - budget, decodeSequences, kvTokens };
  }

  /** Does what was planned; those that give a token are returned. */
  compute(): Sequence[] {
    const produced: Sequence[] = [];
    for (let index = 0; index < this.#plannedCount; index++) {
      const sequence = this.#planned[index];
      // Its client may have gone meanwhile.
      if (!sequence?.isRunning) continue;
      sequence.prefillLeft -= sequence.plannedTokens;
      if (sequence.prefillLeft === 0) produced.push(sequence);
    }
    this.#plannedCount = 0;
    return produced;
  }

  #plan(sequence: Sequence, tokens: number): void {
    sequence.plannedTokens = tokens;
    this.#planned[this.#plannedCount++] = sequence;
  }

  /**
   * Makes room for the next token of each request. Where there is none, the one that came last is put
   * back, and all of its tokens have to be computed again; those are returned, the last one first.
   */
  grow(): Sequence[] {
    const preempted: Sequence[] = [];
    // The victim is always the last one, so that those before it stay where they are.
    for (const sequence of this.#sequences) {
      while (sequence.isRunning) {
        const missing = this.#kv.countBlocks(sequence.ownTokens + 1) - sequence.blocks;
        if (missing <= 0) break;
        if (this.#kv.take(missing)) {
          sequence.blocks += missing;
          break;
        }
        const victim = this.#sequences.at(-1) ?? sequence;
        this.remove(victim);
        this.preemptions++;
        preempted.push(victim);
      }
    }
    return preempted;
  }
}
