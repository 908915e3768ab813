import type { Config } from "../../contract/config.ts";
import { formatIssue } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { formatSize } from "../../contract/size.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import type { Assessment } from "./assess.ts";

/** Whose turn it is to be counted: what was approved, what runs, what has come. */
type Rank = 0 | 1 | 2;

/**
 * Refuses what all plugins together have no room for. Those that were approved are counted first, then
 * those that run, so that a folder that was dropped in takes nothing away from either.
 *
 * @param isRunning whether a plugin may run already.
 */
export function keepWithinTotal(
  plugins: readonly Assessment[],
  { total }: Pick<Config["policy"], "total">,
  isRunning: (name: string) => boolean,
): Assessment[] {
  const makeRank = ({ candidate: { name, spec } }: Assessment): Rank => {
    if (spec && spec.approval !== "free") return 0;
    return isRunning(name) ? 1 : 2;
  };
  const left = { memory: total.memory, series: total.series };
  const refused = new Map<Assessment, string>();
  for (const plugin of plugins.toSorted((a, b) => makeRank(a) - makeRank(b))) {
    const { spec } = plugin.candidate;
    if (!spec) continue;
    const lack = findLack(spec, left);
    if (lack !== undefined) refused.set(plugin, lack);
    else {
      left.memory -= spec.memoryBytes;
      left.series -= spec.seriesLimit;
    }
  }
  return plugins.map((plugin) => {
    const rule = refused.get(plugin);
    return rule === undefined ? plugin : refuse(plugin, rule);
  });
}

function findLack(
  { memoryBytes, seriesLimit }: PluginSpec,
  left: { memory: number; series: number },
): string | undefined {
  if (memoryBytes > left.memory) {
    return `asks for ${formatSize(memoryBytes)} of memory, but other plugins leave only ` +
      `${formatSize(Math.max(left.memory, 0))} of policy.total.memory`;
  }
  if (seriesLimit > left.series) {
    return `asks for ${seriesLimit} series, but other plugins leave only ${left.series} of ` +
      "policy.total.series";
  }
  return undefined;
}

function refuse(plugin: Assessment, rule: string): Assessment {
  const { folder: { name, dir } } = plugin;
  const issue: Issue = {
    code: "over_total",
    file: `${dir}/plugin.yaml`,
    path: "",
    rule,
    fix: "Ask for less, remove a plugin, or raise the total",
  };
  const rejected = { code: issue.code, message: formatIssue(issue) };
  return { ...plugin, candidate: { name, rejected }, issues: [issue] };
}
