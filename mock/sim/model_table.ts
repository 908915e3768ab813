import type { ModelSpec, ModelState } from "./engine_view.ts";

/** Rules by which models come into the card's memory and leave it. */
export interface ModelRules {
  /** Undefined for engines that keep all of theirs loaded. */
  readonly maxLoaded: number | undefined;
  readonly keepAliveSeconds: number;
  readonly loadBytesPerSecond: number;
  /** Memory besides the weights. */
  readonly extraBytes: number;
}

interface Loaded {
  readyAt: number;
  usedAt: number;
}

/** The models of an engine, and which of them are in memory. */
export class ModelTable {
  readonly #specs: readonly ModelSpec[];
  readonly #loaded = new Map<string, Loaded>();
  rules: ModelRules;
  #loadedBytes = 0;

  constructor(specs: readonly ModelSpec[], rules: ModelRules, now: number) {
    this.#specs = specs;
    this.rules = rules;
    for (const { name } of specs.slice(0, rules.maxLoaded)) {
      this.#loaded.set(name, { readyAt: now, usedAt: now });
    }
  }

  /** Bytes that were read from disk into memory so far. */
  get loadedBytesTotal(): number {
    return this.#loadedBytes;
  }

  /** Memory on the card. */
  get vramBytes(): number {
    return this.#specs.filter(({ name }) => this.#loaded.has(name))
      .reduce((sum, { sizeBytes }) => sum + sizeBytes + this.rules.extraBytes, 0);
  }

  isReady(model: string, now: number): boolean {
    return (this.#loaded.get(model)?.readyAt ?? Infinity) <= now;
  }

  /** Returns when the next model is ready that is not yet. */
  nextReadyAt(now: number): number {
    const times = [...this.#loaded.values()].map(({ readyAt }) => readyAt);
    return Math.min(Infinity, ...times.filter((readyAt) => readyAt > now));
  }

  /** Begins to load a model; one that nobody uses makes room. */
  want(model: string, { now, inUse }: { now: number; inUse: ReadonlySet<string> }): void {
    const spec = this.#specs.find(({ name }) => name === model);
    if (!spec || this.#loaded.has(model)) return;
    const { maxLoaded = Infinity, loadBytesPerSecond } = this.rules;
    while (this.#loaded.size >= maxLoaded) {
      const idle = [...this.#loaded].filter(([name, { readyAt }]) =>
        !inUse.has(name) && readyAt <= now
      ).sort(([, a], [, b]) =>
        a.usedAt - b.usedAt
      )[0];
      if (!idle) return;
      this.#loaded.delete(idle[0]);
    }
    const readyAt = now + spec.sizeBytes / loadBytesPerSecond;
    this.#loaded.set(model, { readyAt, usedAt: readyAt });
    this.#loadedBytes += spec.sizeBytes;
  }

  use(model: string, now: number): void {
    const loaded = this.#loaded.get(model);
    if (loaded) loaded.usedAt = Math.max(loaded.usedAt, now);
  }

  /** Puts those out that nobody has used for long, and those that there is no more room for. */
  expire(now: number, inUseNow: () => ReadonlySet<string>): void {
    const { maxLoaded, keepAliveSeconds } = this.rules;
    if (maxLoaded === undefined) return;
    const inUse = inUseNow();
    const oldestFirst = [...this.#loaded].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [name, { usedAt, readyAt }] of oldestFirst) {
      const isSpare = this.#loaded.size > maxLoaded || now - usedAt > keepAliveSeconds;
      if (isSpare && readyAt <= now && !inUse.has(name)) this.#loaded.delete(name);
    }
  }

  /** All of them, `toUnix` turning simulated seconds into seconds since 1970. */
  states(now: number, toUnix: (seconds: number) => number): ModelState[] {
    const { maxLoaded, keepAliveSeconds, extraBytes } = this.rules;
    return this.#specs.map((spec) => {
      const loaded = this.#loaded.get(spec.name);
      const isLoaded = this.isReady(spec.name, now);
      return {
        ...spec,
        isLoaded,
        vramBytes: isLoaded ? spec.sizeBytes + extraBytes : 0,
        expiresAtUnix: maxLoaded === undefined || !loaded || !isLoaded
          ? undefined
          : toUnix(loaded.usedAt + keepAliveSeconds),
      };
    });
  }
}
