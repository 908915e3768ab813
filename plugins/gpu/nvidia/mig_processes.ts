import type { Facts, FamilySet } from "@llm-monitor/sdk";
import type { Details } from "../parse/details.ts";
import { executableName } from "../parse/process_rows.ts";
import { parseQuantity } from "../parse/quantity.ts";
import { find, findAll } from "../parse/xml.ts";
import { findOwners } from "../processes.ts";
import type { ProcessOwner } from "../processes.ts";

/** A process of a split card, with the GPU instance that it runs on. */
export interface MigProcess extends ProcessOwner {
  readonly gpuInstance: string;
}

/** Reads the processes of split cards from `-q -x`, the only place that tells their instance. */
export async function readMigProcesses(facts: Facts, { cards }: Details): Promise<MigProcess[]> {
  const rows = [...cards].flatMap(([gpu, card]) =>
    findAll(card, "processes/process_info").flatMap((element) => {
      const text = (name: string) => find(element, name)?.text ?? "";
      const gpuInstance = text("gpu_instance_id");
      if (!/^\d+$/.test(gpuInstance) || !/^\d{1,10}$/.test(text("pid"))) return [];
      const bytes = parseQuantity(text("used_memory"), "mebibytes");
      return [{
        gpu,
        gpuInstance,
        pid: Number(text("pid")),
        name: executableName(text("process_name")),
        ...(typeof bytes === "number" && { bytes }),
      }];
    })
  );
  return await findOwners(facts, rows);
}

/** Adds the processes of GPU instances, and their memory summed by container and job. */
export function addMigProcesses(set: FamilySet, processes: readonly MigProcess[]): void {
  const counts = new Map<string, { labels: Record<string, string>; count: number }>();
  const sums = new Map<string, { labels: Record<string, string>; bytes: number }>();
  for (const { gpu, gpuInstance, containerId, runtime, jobId, bytes } of processes) {
    const instance = { gpu, gpu_instance: gpuInstance };
    const count = counts.get(JSON.stringify(instance))?.count ?? 0;
    counts.set(JSON.stringify(instance), { labels: instance, count: count + 1 });
    if (bytes === undefined) continue;
    const labels = { ...instance, container_id: containerId, runtime, job_id: jobId };
    const sum = sums.get(JSON.stringify(labels))?.bytes ?? 0;
    sums.set(JSON.stringify(labels), { labels, bytes: sum + bytes });
  }
  for (const { labels, count } of counts.values()) {
    set.gauge("llm_monitor_gpu_mig_processes", labels, count);
  }
  for (const { labels, bytes } of sums.values()) {
    set.gauge("llm_monitor_gpu_mig_process_memory_bytes", labels, bytes);
  }
}
