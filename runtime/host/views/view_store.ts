import type { Item } from "../../contract/item.ts";
import type { ValidFamily } from "../../contract/metric.ts";
import type { View } from "../../contract/view.ts";
import { roleRule } from "../../contract/view_kinds.ts";
import { History, STEP_MS, STEPS } from "./history.ts";
import { readView } from "./read_view.ts";
import type { EarlierValues, ItemReading } from "./read_view.ts";

/** The most things that one view of a plugin keeps. */
const MAX_ITEMS = 500;

/** The things of a plugin's last result. */
interface LastItems {
  readonly items: readonly ItemReading[];
  readonly leftOut: number;
  readonly atMs: number;
  readonly atUnixMs: number;
  /** The time at which they are stale; until then they stand in the metrics, too. */
  expiresAtMs: number;
}

/** A moment: monotonic, and on the wall clock. */
export interface Moment {
  readonly nowMs: number;
  readonly unixMs: number;
}

/** Everything that plugins watch, thing by thing, as their views say, and the past of each number. */
export class ViewStore {
  readonly history = new History();
  readonly #views = new Map<string, readonly View[]>();
  readonly #earlier = new Map<string, EarlierValues>();
  readonly #last = new Map<string, LastItems>();
  #version = 0;

  /** Counts up with every change. */
  get version(): number {
    return this.#version;
  }

  /** Takes the views of the revision that runs from now on. */
  declare(plugin: string, views: readonly View[]): void {
    this.#views.set(plugin, views);
    this.#earlier.delete(plugin);
  }

  /** Takes a result. */
  put(
    plugin: string,
    families: readonly ValidFamily[],
    { nowMs, unixMs, expiresAtMs }: Moment & { expiresAtMs: number },
  ): void {
    const views = this.#views.get(plugin) ?? [];
    if (views.length === 0) return;
    const byName = new Map(families.map((family) => [family.declaration.name, family]));
    const earlier = this.#earlier.get(plugin) ?? new Map();
    this.#earlier.set(plugin, earlier);
    const readings = views.map((view) =>
      readView(view, byName, { nowMs, earlier, maxItems: MAX_ITEMS })
    );
    const items = readings.flatMap((reading) => reading.items);
    const leftOut = readings.reduce((sum, reading) => sum + reading.leftOut, 0);
    this.#last.set(plugin, { items, leftOut, atMs: nowMs, atUnixMs: unixMs, expiresAtMs });
    this.#version++;
    for (const { kind, key, numbers } of items) {
      for (const [field, value] of Object.entries(numbers)) {
        if (hasPast(kind, field)) this.history.add({ kind, key, field }, value, nowMs);
      }
    }
  }

  /** A plugin withdrew its result: nothing of it is known any longer. */
  withdraw(plugin: string, nowMs: number): void {
    const last = this.#last.get(plugin);
    if (!last) return;
    last.expiresAtMs = Math.min(last.expiresAtMs, nowMs);
    this.#version++;
  }

  /** A plugin is gone, or what it watches is. */
  forget(plugin: string): void {
    this.#views.delete(plugin);
    this.#earlier.delete(plugin);
    if (this.#last.delete(plugin)) this.#version++;
  }

  /** Everything that is known, and what was known within the time that the history reaches back. */
  items(nowMs: number): { items: Item[]; leftOut: number } {
    for (const [plugin, { atMs }] of this.#last) {
      if (nowMs - atMs > STEP_MS * STEPS) this.#last.delete(plugin);
    }
    this.history.expire(nowMs);
    const items = [...this.#last].flatMap(([plugin, last]) =>
      last.items.map((item): Item => ({
        plugin,
        ...item,
        at: new Date(last.atUnixMs).toISOString(),
        stale: last.expiresAtMs <= nowMs,
      }))
    );
    const leftOut = [...this.#last.values()].reduce((sum, last) => sum + last.leftOut, 0);
    return { items, leftOut };
  }
}

function hasPast(kind: Item["kind"], field: string): boolean {
  const rule = roleRule(kind, field);
  return rule?.form === "number" && rule.unit !== "flag";
}
