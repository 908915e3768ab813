/** The budget of series that docs/fleet.md publishes, and what an exposition takes of it. */
import { isRecord } from "../../runtime/contract/record.ts";
import { parseYaml } from "../../runtime/yaml/parse_yaml.ts";
import { REPO } from "../repo/source_files.ts";

/** Series by the detail at which they are there. */
export interface Counts {
  readonly full: number;
  readonly slim: number;
}

/** One row of the page: so many series of a plugin for each thing. */
interface BudgetRow extends Counts {
  readonly plugin: string;
  readonly thing: string;
}

/** Counts things: series of the family, or different values of two of its labels. */
const THINGS: Readonly<Record<string, RegExp>> = {
  "the machine": /^$/,
  "disk": /^llm_monitor_system_disk_read_bytes_total\{/,
  "file system": /^llm_monitor_system_filesystem_device_error\{/,
  "network interface": /^llm_monitor_system_network_receive_bytes_total\{/,
  "sensor": /^llm_monitor_system_temperature_celsius\{/,
  "card": /^llm_monitor_gpu_up\{/,
  "NVLink": /^llm_monitor_gpu_nvlink_up\{/,
  "partition (MIG)": /^llm_monitor_gpu_mig_info\{/,
  "process on a card": /^llm_monitor_gpu_process_memory_bytes\{/,
  "container": /^llm_monitor_docker_container_info\{/,
  "server": /^llm_monitor_llm_up\{/,
  "model of a server with latencies": /^llm_monitor_llm_\w+_seconds_count\{/,
  "plugin": /^llm_monitor_plugin_up\{/,
};

const page = await Deno.readTextFile(`${REPO}/docs/fleet.md`);

/** The rows of the page. */
export const BUDGET: readonly BudgetRow[] = [
  ...page.matchAll(/^\| `(\w+)` +\| ([\w ()]+?) +\| (\d+) +\| (\d+) +\|$/gm),
].map(([, plugin = "", thing = "", full, slim]) => ({
  plugin,
  thing,
  full: Number(full),
  slim: Number(slim),
}));

/** Every series of an exposition, name and labels. */
export function seriesOf(text: string): ReadonlySet<string> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Set(lines.map((line) => /^\w+(?:\{.*\})?/.exec(line)?.[0] ?? ""));
}

/** Counts the series of a plugin; the monitor's own are those of `runtime`. */
export function countSeries(
  series: ReadonlySet<string>,
  plugin: string,
  leftOut: ReadonlySet<string>,
): Counts {
  const prefix = plugin === "runtime" ? /^llm_monitor_(?:runtime|plugin)_/ : ownPrefix(plugin);
  const own = [...series].filter((one) => prefix.test(one));
  const kept = own.filter((one) => {
    const [name = ""] = one.split("{");
    return !leftOut.has(name) && !leftOut.has(name.replace(/_(?:bucket|sum|count)$/, ""));
  });
  return { full: own.length, slim: kept.length };
}

/** Sums up what the page allows for the things that an exposition has. */
export function sumBudget(series: ReadonlySet<string>, plugin: string): Counts {
  const rows = BUDGET.filter((row) => row.plugin === plugin);
  if (rows.length === 0) throw new Error(`docs/fleet.md has no budget for ${plugin}`);
  const sum = { full: 0, slim: 0 };
  for (const { thing, full, slim } of rows) {
    const count = countThings(series, thing);
    sum.full += count * full;
    sum.slim += count * slim;
  }
  return sum;
}

function countThings(series: ReadonlySet<string>, thing: string): number {
  const pattern = THINGS[thing];
  if (!pattern) throw new Error(`The test cannot count "${thing}", which docs/fleet.md names`);
  if (thing === "the machine") return 1;
  const found = [...series].filter((one) => pattern.test(one));
  if (thing !== "model of a server with latencies") return found.length;
  const label = (one: string, name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(one)?.[1];
  return new Set(found.map((one) => `${label(one, "target")} ${label(one, "model")}`)).size;
}

function ownPrefix(plugin: string): RegExp {
  return new RegExp(`^llm_monitor_${plugin}_`);
}

/** Names of the metrics that `detail: slim` leaves out, of every bundled plugin. */
export async function leftOutMetrics(): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { name } of Deno.readDir(`${REPO}/plugins`)) {
    if (name.startsWith("_")) continue;
    const parsed = parseYaml(await Deno.readTextFile(`${REPO}/plugins/${name}/plugin.yaml`));
    const metrics = parsed.ok && Array.isArray(parsed.value.metrics) ? parsed.value.metrics : [];
    for (const metric of metrics) {
      if (isRecord(metric) && metric.detail === "full") names.add(String(metric.name));
    }
  }
  return names;
}
