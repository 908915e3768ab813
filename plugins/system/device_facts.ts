import type { Facts } from "@llm-monitor/sdk";

/** A device may be exchanged for another while all names stay. */
const MAX_AGE_MS = 5 * 60_000;

/** Files of sysfs by their path. */
export type Files = ReadonlyMap<string, string>;

/**
 * Reads what devices are, as sysfs says it. That seldom changes: it is read again when their names change,
 * and every few minutes. A machine with fifty containers has two hundred such files.
 */
export class DeviceFacts {
  readonly #nowMs: () => number;
  readonly #maxAgeMs: number;
  readonly #patterns: readonly string[];
  #known: { readonly names: string; readonly atMs: number; readonly files: Files } | undefined;

  constructor({ nowMs, patterns, maxAgeMs = MAX_AGE_MS }: {
    nowMs: () => number;
    patterns: readonly string[];
    maxAgeMs?: number;
  }) {
    this.#nowMs = nowMs;
    this.#maxAgeMs = maxAgeMs;
    this.#patterns = patterns;
  }

  /** @param names what devices there are now. */
  async read(facts: Facts, names: string): Promise<Files> {
    const nowMs = this.#nowMs();
    if (this.#known?.names === names && nowMs - this.#known.atMs < this.#maxAgeMs) {
      return this.#known.files;
    }
    const found = await Promise.all(this.#patterns.map((pattern) => facts.readAll(pattern)));
    const files = new Map(found.flatMap((some) => [...some]));
    this.#known = { names, atMs: nowMs, files };
    return files;
  }
}
