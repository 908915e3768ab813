/** /proc/diskstats. Docs: https://docs.kernel.org/admin-guide/iostats.html */
import type { FamilySet } from "@llm-monitor/sdk";
import { parseNumber, scaled } from "./numbers.ts";

/** Devices that are no disks. */
const IGNORED = /^(?:z?ram|loop|fd|sr)\d+(?:p\d+)?$/;
/** Names of parts of a disk: partitions, and the single paths of a multipath NVMe. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^((?:h|s|v|xv)d[a-z]+)\d+$/, "$1"],
  [/^(.*\d)p\d+$/, "$1"],
  [/^(nvme\d+)c\d+(n\d+)$/, "$1$2"],
];
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
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  const names = new Set(lines.map(([, , name = ""]) => name));
  for (const [, , device = "", ...columns] of lines) {
    if (device === "" || IGNORED.test(device) || isPart(device, names)) continue;
    for (const [column, name, factor] of COUNTERS) {
      set.counter(name, { device }, scaled(parseNumber(columns[column]), factor));
    }
    const inProgress = parseNumber(columns[IN_PROGRESS_COLUMN]);
    set.gauge("llm_monitor_system_disk_io_in_progress", { device }, inProgress);
  }
}

/** Returns true where the whole disk is listed, too: some machines have a partition alone (`xvda1`). */
function isPart(device: string, names: ReadonlySet<string>): boolean {
  return PARTS.some(([pattern, disk]) =>
    pattern.test(device) && names.has(device.replace(pattern, disk))
  );
}
