import type { Family } from "../contract/metric.ts";
import type { PluginContext } from "./context.ts";

/** Says that what a plugin watches is not on this machine; made by {@linkcode inactive}. */
export interface Inactive {
  readonly inactive: string;
}

/** A collector: called once an interval, never twice at once. */
export interface Plugin<Config = Readonly<Record<string, unknown>>> {
  collect(context: PluginContext<Config>): Promise<readonly Family[] | Inactive>;
}

/**
 * Types a plugin; the default export of its entry file.
 *
 * @example
 * ```ts
 * import { definePlugin, FamilySet } from "@llm-monitor/sdk";
 *
 * export default definePlugin({
 *   async collect({ facts }) {
 *     const set = new FamilySet();
 *     const [load] = (await facts.read("/proc/loadavg")).split(" ");
 *     set.gauge("llm_monitor_example_load_ratio", {}, Number(load));
 *     return set.families();
 *   },
 * });
 * ```
 */
export function definePlugin<Config = Readonly<Record<string, unknown>>>(
  plugin: Plugin<Config>,
): Plugin<Config> {
  return plugin;
}

/**
 * Makes the result of `collect` on a machine that has nothing to watch: the plugin is shown as inactive,
 * not as failing, and is started again when that seems to have changed.
 */
export function inactive(reason: string): Inactive {
  return { inactive: reason };
}
