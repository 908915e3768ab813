import type { Facts } from "@llm-monitor/sdk";

/** A device may change its name, or become part of another, while all names stay. */
const MAX_AGE_MS = 60_000;

/** Files of sysfs by their path. */
export type Files = ReadonlyMap<string, string>;

/**
 * What sysfs says that devices are, which seldom changes: it is read again when the names change, and once a
 * minute. A machine with fifty containers has two hundred such files, one with many sensors as many.
 */
export class DeviceFacts {
  readonly #nowMs: () => number;
  readonly #patterns: readonly string[];
  #known: { readonly names: string; readonly atMs: number; readonly files: Files } | undefined;

  constructor({ nowMs, patterns }: { nowMs: () => number; patterns: readonly string[] }) {
    this.#nowMs = nowMs;
    this.#patterns = patterns;
  }

  /** @param names what devices there are now. */
  async read(facts: Facts, names: string): Promise<Files> {
    const nowMs = this.#nowMs();
    if (this.#known?.names === names && nowMs - this.#known.atMs < MAX_AGE_MS) {
      return this.#known.files;
    }
    const found = await Promise.all(this.#patterns.map((pattern) => facts.readAll(pattern)));
    const files = new Map(found.flatMap((some) => [...some]));
    this.#known = { names, atMs: nowMs, files };
    return files;
  }
}
