/** /proc/diskstats. Docs: https://docs.kernel.org/admin-guide/iostats.html */
import type { FamilySet } from "@llm-monitor/sdk";
import { numberOf, scaled } from "./numbers.ts";

/** Partitions, whose traffic is their disk's, and devices that are no disks. */
const IGNORED = /^(?:(?:z?ram|loop|fd|sr)\d+|(?:h|s|v|xv)d[a-z]+\d+|(?:nvme\d+n|mmcblk)\d+p\d+)$/;
/** A sector is 512 bytes here, whatever the disk's own is. */
const SECTOR_BYTES = 512;

/** Column behind the name, family, and factor to the base unit. */
const COUNTERS: readonly (readonly [column: number, name: string, factor: number])[] = [
  [0, "llm_monitor_system_disk_reads_total", 1],
  [2, "llm_monitor_system_disk_read_bytes_total", SECTOR_BYTES],
  [3, "llm_monitor_system_disk_read_seconds_total", 1e-3],
  [4, "llm_monitor_system_disk_writes_total", 1],
  [6, "llm_monitor_system_disk_written_bytes_total", SECTOR_BYTES],
  [7, "llm_monitor_system_disk_write_seconds_total", 1e-3],
  [9, "llm_monitor_system_disk_io_seconds_total", 1e-3],
  [10, "llm_monitor_system_disk_io_weighted_seconds_total", 1e-3],
];
const IN_PROGRESS_COLUMN = 8;

/** Adds every disk. Old kernels have lines with fewer columns, whose values stay absent. */
export function parseDiskstats(set: FamilySet, text: string): void {
  for (const line of text.split("\n")) {
    const [, , device = "", ...columns] = line.trim().split(/\s+/);
    if (device === "" || IGNORED.test(device)) continue;
    for (const [column, name, factor] of COUNTERS) {
      set.counter(name, { device }, scaled(numberOf(columns[column]), factor));
    }
    const inProgress = numberOf(columns[IN_PROGRESS_COLUMN]);
    set.gauge("llm_monitor_system_disk_io_in_progress", { device }, inProgress);
  }
}
