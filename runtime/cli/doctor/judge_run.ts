import type { SingleRun } from "../run_once.ts";
import type { PluginRun } from "./plugin_checks.ts";

/**
 * Judges a run of all plugins, plugin by plugin.
 *
 * @param metricsOf the metrics of each plugin's manifest
 */
export function judgeRun(
  { text, failed, lines }: SingleRun,
  metricsOf: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, PluginRun> {
  const reasons = new Map(failed.map(({ name, detail }) => [name, detail]));
  return new Map([...metricsOf].map(([name, metrics]) => {
    const trouble = reasons.get(name);
    const line = lines.get(name);
    const { state, detail } = trouble !== undefined
      ? { state: "failed", detail: trouble }
      : line?.state === "inactive"
      ? line
      : { state: "idle", detail: "" };
    const run: PluginRun = {
      state,
      detail,
      series: countSeries(text, metrics),
      seconds: null,
      subjects: [],
    };
    return [name, run];
  }));
}

/** Counts the lines that are series of these metrics. */
export function countSeries(text: string, metrics: readonly string[]): number {
  const names = new Set(metrics);
  return text.split("\n").filter((line) => {
    const name = /^([a-zA-Z_:][\w:]*)[{ ]/.exec(line)?.[1];
    if (name === undefined) return false;
    return names.has(name) || names.has(name.replace(/_(?:bucket|sum|count|total|info)$/, ""));
  }).length;
}
