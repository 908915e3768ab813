import { FamilySet } from "@llm-monitor/sdk";
import type { Family, PluginContext } from "@llm-monitor/sdk";
import { filesystemSource } from "./filesystem_source.ts";
import { inventorySource } from "./inventory_source.ts";
import { procfsSources } from "./procfs_sources.ts";
import type { Settings } from "./settings.ts";
import type { Source } from "./source.ts";
import { temperatureSource } from "./temperature_source.ts";

/** Makes a collector. It remembers CPU times and the inventory between collections. */
export function createCollector(
  { nowMs }: { nowMs: () => number },
): (context: PluginContext<Settings>) => Promise<Family[]> {
  const sources = [
    ...procfsSources(),
    filesystemSource,
    temperatureSource,
    inventorySource({ nowMs }),
  ];
  return async (context) => {
    const results = await Promise.all(sources.map((source) => readSource(source, context)));
    const up = new FamilySet();
    for (const { name, state } of results) {
      if (state === "absent") continue;
      up.gauge("llm_monitor_system_source_up", { source: name }, state === "up" ? 1 : 0);
    }
    return [...up.families(), ...results.flatMap(({ families }) => families)];
  };
}

/** Reads one source; what it added before it failed is not half of the truth, so it is dropped. */
async function readSource(
  source: Source,
  context: PluginContext<Settings>,
): Promise<{ name: string; state: "up" | "down" | "absent"; families: Family[] }> {
  const { name } = source;
  const set = new FamilySet();
  try {
    const isThere = await source.read(context, set);
    return { name, state: isThere ? "up" : "absent", families: set.families() };
  } catch (error) {
    context.log("warn", `Cannot read ${name}: ${error instanceof Error ? error.message : error}`);
    return { name, state: "down", families: [] };
  }
}
