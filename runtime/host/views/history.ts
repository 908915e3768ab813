import type { HistorySeries } from "../../contract/item.ts";

/** One step, and how many are kept: a quarter of an hour. */
export const STEP_MS = 15_000;
export const STEPS = 60;
/** 240 bytes of values and some 150 of bookkeeping each: about 3 MB. */
const MAX_SERIES = 8_000;

/** One number's past, a ring over the steps. */
interface Ring {
  readonly values: Float32Array;
  /** The step of the newest value. */
  last: number;
}

/** The id of a series. */
export interface SeriesId {
  readonly kind: HistorySeries["kind"];
  readonly key: string;
  readonly field: string;
}

/** The last quarter of an hour of each number on the page; bounded, and the page is not waited for. */
export class History {
  /** The one written to longest ago first. */
  readonly #rings = new Map<string, Ring>();
  readonly #maxSeries: number;

  constructor(maxSeries = MAX_SERIES) {
    this.#maxSeries = maxSeries;
  }

  /** The number of series. */
  get size(): number {
    return this.#rings.size;
  }

  /** Takes a value; of several within a step the last stays. */
  add(id: SeriesId, value: number, nowMs: number): void {
    const step = Math.floor(nowMs / STEP_MS);
    const name = nameOf(id);
    const ring = this.#rings.get(name) ?? { values: new Float32Array(STEPS).fill(NaN), last: step };
    this.#rings.delete(name);
    this.#rings.set(name, ring);
    for (let at = Math.max(ring.last + 1, step - STEPS + 1); at <= step; at++) {
      ring.values[at % STEPS] = NaN;
    }
    ring.last = step;
    ring.values[step % STEPS] = value;
    if (this.#rings.size > this.#maxSeries) {
      const [oldest] = this.#rings.keys();
      if (oldest !== undefined) this.#rings.delete(oldest);
    }
  }

  /** The steps of a series up to now, the oldest first; NaN where nothing was told. */
  values(id: SeriesId, nowMs: number): Float32Array {
    const values = new Float32Array(STEPS).fill(NaN);
    const ring = this.#rings.get(nameOf(id));
    if (!ring) return values;
    const end = Math.floor(nowMs / STEP_MS);
    for (let index = 0; index < STEPS; index++) {
      const step = end - STEPS + 1 + index;
      if (step <= ring.last && step > ring.last - STEPS && step >= 0) {
        values[index] = ring.values[step % STEPS] ?? NaN;
      }
    }
    return values;
  }

  /** Every series that there is. */
  ids(): SeriesId[] {
    return [...this.#rings.keys()].map((name) => {
      const [kind, key, field] = JSON.parse(name) as [SeriesId["kind"], string, string];
      return { kind, key, field };
    });
  }

  /** Forgets what was last told longer ago than the history reaches. */
  expire(nowMs: number): void {
    const oldest = Math.floor(nowMs / STEP_MS) - STEPS;
    for (const [name, { last }] of this.#rings) {
      if (last > oldest) break;
      this.#rings.delete(name);
    }
  }
}

function nameOf({ kind, key, field }: SeriesId): string {
  return JSON.stringify([kind, key, field]);
}
