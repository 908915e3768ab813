import type { FamilySet } from "@llm-monitor/sdk";
import type { KernelLogAnswer } from "./kernel_log_source.ts";
import { UNKNOWN_XID, XIDS } from "./xid_table.ts";

/** Adds the errors of the kernel's log; a card that nobody saw goes by its address. */
export function addXids(
  set: FamilySet,
  { xids, sxids, missed }: Pick<KernelLogAnswer, "xids" | "sxids" | "missed">,
  nameAt: (busId: string) => string | undefined,
): void {
  for (const { busId, number, count, lastUnixSeconds } of xids) {
    const labels = { gpu: nameAt(busId) ?? busId, xid: number };
    set.counter("llm_monitor_gpu_xid_errors_total", labels, count);
    set.gauge("llm_monitor_gpu_last_xid_timestamp_seconds", labels, lastUnixSeconds);
  }
  for (const xid of new Set(xids.map(({ number }) => number))) {
    const { severity, action } = XIDS.get(xid) ?? UNKNOWN_XID;
    set.info("llm_monitor_gpu_xid_info", { xid, severity, action });
  }
  for (const { busId, number, isFatal, count } of sxids) {
    const labels = { pci_bus_id: busId, sxid: number, severity: isFatal ? "fatal" : "error" };
    set.counter("llm_monitor_gpu_nvswitch_errors_total", labels, count);
  }
  set.counter("llm_monitor_gpu_kernel_log_missed_lines_total", {}, missed);
}
