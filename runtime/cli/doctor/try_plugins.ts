import type { PluginLine } from "../../contract/syscall.ts";
import type { LoadOptions } from "../../kernel/config/load.ts";
import { runKernel } from "../../kernel/main.ts";
import type { PluginRun } from "./plugin_checks.ts";

/**
 * Runs every plugin once in its sandbox, as `start --once` does, in a state folder of its own.
 *
 * @param metricsOf the metrics of each plugin's manifest
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} when there is no plugin, or the state folder cannot be used.
 */
export async function tryPlugins(
  options: LoadOptions,
  metricsOf: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, PluginRun>> {
  const lines = new Map<string, PluginLine>();
  let text = "";
  const failed = new Map<string, string>();
  await runKernel({
    ...options,
    once: true,
    ui: () => ({
      log: () => {},
      listening: () => {},
      // In the end all of them are stopped; what they were before is what counts.
      states: (_ready, plugins) => {
        for (const line of plugins) if (!ENDING.has(line.state)) lines.set(line.name, line);
      },
      droppedLines: () => 0,
      output: (exposition, names) => {
        text = exposition;
        for (const { name, detail } of names) failed.set(name, detail);
      },
    }),
  });
  return new Map([...metricsOf].map(([name, metrics]) => {
    const line = lines.get(name);
    const detail = failed.get(name);
    const run: PluginRun = {
      state: detail === undefined ? "idle" : line?.state === "inactive" ? "inactive" : "failed",
      detail: detail ?? "",
      series: countSeries(text, metrics),
      seconds: null,
      subjects: [],
    };
    return [name, run];
  }));
}

const ENDING: ReadonlySet<string> = new Set(["draining", "stopped", "retired"]);

/** Counts the lines that are series of these metrics. */
export function countSeries(text: string, metrics: readonly string[]): number {
  const names = new Set(metrics);
  return text.split("\n").filter((line) => {
    const name = /^([a-zA-Z_:][\w:]*)[{ ]/.exec(line)?.[1];
    if (name === undefined) return false;
    return names.has(name) || names.has(name.replace(/_(?:bucket|sum|count|total|info)$/, ""));
  }).length;
}
