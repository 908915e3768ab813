import type { Facts, FamilySet } from "@llm-monitor/sdk";
import { NO_OWNER, parseCgroupOwner } from "./parse/cgroup_owner.ts";
import type { CgroupOwner } from "./parse/cgroup_owner.ts";
import type { ProcessRow } from "./parse/process_rows.ts";

/** A process of a card, with everything that is known of its use of it. */
export interface CardProcess extends ProcessRow {
  /** Memory of the machine that an integrated card uses for it. */
  readonly gttBytes?: number;
  readonly smRatio?: number;
  readonly memoryRatio?: number;
  /** True for one that is no compute process: only its use is known. */
  readonly isGraphics?: true;
}

/** A process with the container or job that it belongs to. */
export interface ProcessOwner extends CardProcess, CgroupOwner {
  /** True when its process id is one of this machine. */
  readonly isInProc: boolean;
}

/** Machines have tens; beyond this the series of the rest are added up. */
const MAX_PROCESSES = 512;
const MAX_GROUPS = 200;

/** Finds the container or job of each process through its cgroup. */
export async function findOwners<Row extends CardProcess>(
  facts: Facts,
  rows: readonly Row[],
): Promise<(Row & ProcessOwner)[]> {
  const pids = [...new Set(rows.flatMap(({ pid }) => pid ?? []))].slice(0, MAX_PROCESSES);
  const cgroups = new Map<number, string>();
  // The host lets a bounded number through at once.
  await Promise.all(pids.map(async (pid) => {
    const text = await facts.readOptional(`/proc/${pid}/cgroup`);
    if (text !== undefined) cgroups.set(pid, text);
  }));
  return rows.map((row) => {
    const cgroup = row.pid === undefined ? undefined : cgroups.get(row.pid);
    const owner = cgroup === undefined ? NO_OWNER : parseCgroupOwner(cgroup);
    return { ...row, ...owner, isInProc: cgroup !== undefined };
  });
}

/** The values that are summed within a group, and their families. */
const SUMS = {
  bytes: "llm_monitor_gpu_process_memory_bytes",
  gttBytes: "llm_monitor_gpu_process_gtt_memory_bytes",
  smRatio: "llm_monitor_gpu_process_utilization_ratio",
  memoryRatio: "llm_monitor_gpu_process_memory_activity_ratio",
} as const;
type Sum = keyof typeof SUMS;
const SUM_NAMES = Object.keys(SUMS) as Sum[];

type Group = { labels: Record<string, string> & { gpu: string }; sums: { [name in Sum]?: number } };

/** Adds the use of cards, summed by owner and executable so that no pid is a label. */
export function addProcesses(
  set: FamilySet,
  owners: readonly ProcessOwner[],
  gpus: readonly string[],
): void {
  for (const gpu of gpus) {
    const own = owners.filter((owner) => owner.gpu === gpu && !owner.isGraphics);
    set.gauge("llm_monitor_gpu_processes", { gpu }, own.length);
    for (const [reason, count] of countHidden(own)) {
      set.gauge("llm_monitor_gpu_processes_hidden", { gpu, reason }, count);
    }
  }
  for (const { labels, sums } of groupOwners(owners.filter(({ gpu }) => gpus.includes(gpu)))) {
    for (const name of SUM_NAMES) set.gauge(SUMS[name], labels, sums[name]);
  }
}

/** Counts the processes of which the driver, or our view of the machine, hides something. */
function countHidden(owners: readonly ProcessOwner[]): Map<string, number> {
  const count = (matches: (owner: ProcessOwner) => boolean) => owners.filter(matches).length;
  return new Map([
    ["no_pid", count(({ pid }) => pid === undefined)],
    ["not_in_proc", count(({ pid, isInProc }) => pid !== undefined && !isInProc)],
    ["no_memory", count(({ bytes }) => bytes === undefined)],
  ]);
}

function groupOwners(owners: readonly ProcessOwner[]): Group[] {
  const groups = new Map<string, Group>();
  for (const owner of owners) {
    const { gpu, containerId, runtime, jobId, name } = owner;
    const labels = {
      gpu,
      container_id: containerId,
      runtime,
      job_id: jobId,
      process: name || "unknown",
    };
    addTo(groups, labels, owner);
  }
  const largestFirst = [...groups.values()].filter(({ sums }) => Object.keys(sums).length > 0)
    .sort((a, b) =>
      (b.sums.bytes ?? 0) - (a.sums.bytes ?? 0) || (b.sums.smRatio ?? 0) - (a.sums.smRatio ?? 0)
    );
  const rest = new Map<string, Group>();
  for (const { labels: { gpu }, sums } of largestFirst.slice(MAX_GROUPS)) {
    const labels = { gpu, container_id: "", runtime: "", job_id: "", process: "(others)" };
    addTo(rest, labels, sums);
  }
  return [...largestFirst.slice(0, MAX_GROUPS), ...rest.values()];
}

/** Adds to the group with these labels; what is not told stays absent there. */
function addTo(
  groups: Map<string, Group>,
  labels: Group["labels"],
  values: { readonly [name in Sum]?: number },
): void {
  const key = JSON.stringify(Object.values(labels));
  const group = groups.get(key) ?? { labels, sums: {} };
  groups.set(key, group);
  for (const name of SUM_NAMES) {
    const value = values[name];
    if (value !== undefined) group.sums[name] = rounded((group.sums[name] ?? 0) + value);
  }
}

/** Sums of hundredths: 0.07 + 0.01 is 0.08, not 0.08000000000000002. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
