import { FamilySet, TroubleLog } from "@llm-monitor/sdk";
import type { Family, PluginContext } from "@llm-monitor/sdk";
import { infinibandSource } from "./infiniband_source.ts";
import { filesystemSource } from "./filesystem_source.ts";
import { Inventory } from "./inventory_source.ts";
import { NetworkSource } from "./network_source.ts";
import { procfsSources } from "./procfs_sources.ts";
import type { Settings } from "./settings.ts";
import type { Source } from "./source.ts";
import { TemperatureSource } from "./temperature_source.ts";
import { zfsSource } from "./zfs_source.ts";

/** Makes a collector. It remembers CPU times, devices and the inventory between collections. */
export function createCollector(
  { nowMs }: { nowMs: () => number },
): (context: PluginContext<Settings>) => Promise<Family[]> {
  const sources = [
    ...procfsSources(),
    new NetworkSource({ nowMs }),
    filesystemSource,
    new TemperatureSource({ nowMs }),
    zfsSource,
    infinibandSource,
  ];
  const inventory = new Inventory({ nowMs });
  const troubles = new Map<string, TroubleLog>();
  return async (context) => {
    const others = Promise.withResolvers<void>();
    const asked = readSource(inventory.source(others.promise), context);
    const results = await Promise.all(sources.map((source) => readSource(source, context)));
    others.resolve();
    results.push(await asked);
    const up = new FamilySet();
    for (const { name, state, trouble } of results) {
      const log = troubles.get(name) ?? new TroubleLog();
      troubles.set(name, log);
      log.note(context.log, trouble);
      if (state === "absent") continue;
      up.gauge("llm_monitor_system_source_up", { source: name }, state === "up" ? 1 : 0);
    }
    return [...up.families(), ...results.flatMap(({ families }) => families)];
  };
}

interface SourceResult {
  readonly name: string;
  readonly state: "up" | "down" | "absent";
  readonly families: readonly Family[];
  /** The reason why it failed; empty when it did not. */
  readonly trouble: string;
}

/** Reads one source; what it added before it failed is not half of the truth, so it is dropped. */
async function readSource(
  source: Source,
  context: PluginContext<Settings>,
): Promise<SourceResult> {
  const { name } = source;
  const set = new FamilySet();
  try {
    const isThere = await source.read(context, set);
    return { name, state: isThere ? "up" : "absent", families: set.families(), trouble: "" };
  } catch (error) {
    const trouble = `Cannot read ${name}: ${error instanceof Error ? error.message : error}`;
    return { name, state: "down", families: [], trouble };
  }
}
