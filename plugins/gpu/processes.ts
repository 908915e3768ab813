import type { Facts, FamilySet } from "@llm-monitor/sdk";
import { parseContainerId } from "./parse/container_id.ts";
import type { ProcessRow } from "./parse/process_rows.ts";

/** A process with the container it runs in. */
export interface ProcessOwner extends ProcessRow {
  /** Empty outside of containers. */
  readonly containerId: string;
  /** True when its process id is one of this machine. */
  readonly isInProc: boolean;
}

/** The kernel answers so many calls at a time. */
const READS_AT_ONCE = 32;
/** Machines have tens; beyond this the series of the rest are added up. */
const MAX_PROCESSES = 512;
const MAX_GROUPS = 200;

/** Finds the container of each process through its cgroup. */
export async function findOwners(
  facts: Facts,
  rows: readonly ProcessRow[],
): Promise<ProcessOwner[]> {
  const pids = [...new Set(rows.flatMap(({ pid }) => pid ?? []))].slice(0, MAX_PROCESSES);
  const cgroups = new Map<number, string>();
  for (let start = 0; start < pids.length; start += READS_AT_ONCE) {
    await Promise.all(
      pids.slice(start, start + READS_AT_ONCE).map(async (pid) => {
        const text = await facts.readOptional(`/proc/${pid}/cgroup`);
        if (text !== undefined) cgroups.set(pid, text);
      }),
    );
  }
  return rows.map((row) => {
    const cgroup = row.pid === undefined ? undefined : cgroups.get(row.pid);
    return {
      ...row,
      isInProc: cgroup !== undefined,
      containerId: parseContainerId(cgroup ?? "") ?? "",
    };
  });
}

type Group = { gpu: string; containerId: string; process: string; bytes: number };

/** Adds the memory of processes, summed by container and executable so that no pid is a label. */
export function addProcesses(
  set: FamilySet,
  owners: readonly ProcessOwner[],
  gpus: readonly string[],
): void {
  for (const gpu of gpus) {
    const own = owners.filter((owner) => owner.gpu === gpu);
    set.gauge("llm_monitor_gpu_processes", { gpu }, own.length);
    for (const [reason, count] of countHidden(own)) {
      set.gauge("llm_monitor_gpu_processes_hidden", { gpu, reason }, count);
    }
  }
  const groups = groupsOf(owners.filter(({ gpu }) => gpus.includes(gpu)));
  for (const { gpu, containerId, process, bytes } of groups) {
    const labels = { gpu, container_id: containerId, process };
    set.gauge("llm_monitor_gpu_process_memory_bytes", labels, bytes);
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

function groupsOf(owners: readonly ProcessOwner[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { gpu, containerId, name, bytes } of owners) {
    if (bytes === undefined) continue;
    const process = name || "unknown";
    const key = JSON.stringify([gpu, containerId, process]);
    const group = groups.get(key) ?? { gpu, containerId, process, bytes: 0 };
    groups.set(key, { ...group, bytes: group.bytes + bytes });
  }
  const largestFirst = [...groups.values()].sort((a, b) => b.bytes - a.bytes);
  const rest = new Map<string, Group>();
  for (const { gpu, bytes } of largestFirst.slice(MAX_GROUPS)) {
    const sum = rest.get(gpu)?.bytes ?? 0;
    rest.set(gpu, { gpu, containerId: "", process: "(others)", bytes: sum + bytes });
  }
  return [...largestFirst.slice(0, MAX_GROUPS), ...rest.values()];
}
