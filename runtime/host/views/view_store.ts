import type { Item } from "../../contract/item.ts";
import type { ValidFamily } from "../../contract/metric.ts";
import type { View } from "../../contract/view.ts";
import { roleRule } from "../../contract/view_kinds.ts";
import { History, STEP_MS, STEPS } from "./history.ts";
import { readView } from "./read_view.ts";
import type { ItemReading, Memory } from "./read_view.ts";

/** The most things that one view of a plugin keeps. */
const MAX_ITEMS = 500;

/** A plugin's things as it last told of them. */
interface Told {
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
  readonly #memories = new Map<string, Memory>();
  readonly #told = new Map<string, Told>();
  #version = 0;

  /** Counts up with every change. */
  get version(): number {
    return this.#version;
  }

  /** Takes the views of the revision that runs from now on. */
  declare(plugin: string, views: readonly View[]): void {
    this.#views.set(plugin, views);
    this.#memories.delete(plugin);
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
    const memory = this.#memories.get(plugin) ?? new Map();
    this.#memories.set(plugin, memory);
    const readings = views.map((view) =>
      readView(view, byName, { nowMs, memory, maxItems: MAX_ITEMS })
    );
    const items = readings.flatMap((reading) => reading.items);
    const leftOut = readings.reduce((sum, reading) => sum + reading.leftOut, 0);
    this.#told.set(plugin, { items, leftOut, atMs: nowMs, atUnixMs: unixMs, expiresAtMs });
    this.#version++;
    for (const { kind, key, numbers } of items) {
      for (const [field, value] of Object.entries(numbers)) {
        if (hasPast(kind, field)) this.history.add({ kind, key, field }, value, nowMs);
      }
    }
  }

  /** A plugin withdrew its result: what it told of is no longer known. */
  withdraw(plugin: string, nowMs: number): void {
    const told = this.#told.get(plugin);
    if (!told) return;
    told.expiresAtMs = Math.min(told.expiresAtMs, nowMs);
    this.#version++;
  }

  /** A plugin is gone, or what it watches is. */
  forget(plugin: string): void {
    this.#views.delete(plugin);
    this.#memories.delete(plugin);
    if (this.#told.delete(plugin)) this.#version++;
  }

  /** Everything that is known, and what was known within the time that the history reaches back. */
  items(nowMs: number): { items: Item[]; leftOut: number } {
    for (const [plugin, { atMs }] of this.#told) {
      if (nowMs - atMs > STEP_MS * STEPS) this.#told.delete(plugin);
    }
    this.history.expire(nowMs);
    const items = [...this.#told].flatMap(([plugin, told]) =>
      told.items.map((item): Item => ({
        plugin,
        ...item,
        at: new Date(told.atUnixMs).toISOString(),
        stale: told.expiresAtMs <= nowMs,
      }))
    );
    const leftOut = [...this.#told.values()].reduce((sum, told) => sum + told.leftOut, 0);
    return { items, leftOut };
  }
}

function hasPast(kind: Item["kind"], field: string): boolean {
  const rule = roleRule(kind, field);
  return rule?.form === "number" && rule.unit !== "flag";
}
