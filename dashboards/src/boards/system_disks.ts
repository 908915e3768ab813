import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { YES_IS_BAD } from "./mappings.ts";

const { system: limits } = THRESHOLDS;
const MOUNT = "job, instance, mountpoint";
const DISK = "{{instance}} {{device}}";

/** File systems, the fullest first. */
export const DISK_TABLE = rows({
  title: "File systems",
  asks: "Which disk is full, or will be?",
  help:
    "Full in: at the pace of the last six hours; empty if it is not filling up. Of more than a hundred " +
    "file systems on a host, some are left out.",
  w: 24,
  h: 8,
  sortBy: { column: "Used", isDescending: true },
  columns: [
    { title: "Host", label: "instance" },
    { title: "Mount", label: "mountpoint" },
    { title: "Type", label: "fstype", width: 90 },
    {
      title: "Used",
      expr: `max by (${MOUNT}, fstype) (1 - llm_monitor_system_filesystem_available_bytes` +
        " / llm_monitor_system_filesystem_size_bytes)",
      unit: "percentunit",
      decimals: 0,
      judge: { warn: 1 - limits.diskAvailableRatio, bad: 1 - limits.diskFullRatio },
    },
    {
      title: "Available",
      expr: `max by (${MOUNT}, fstype) (llm_monitor_system_filesystem_available_bytes)`,
      unit: "bytes",
    },
    {
      title: "Full in",
      expr: `max by (${MOUNT}, fstype) (llm_monitor_system_filesystem_available_bytes` +
        " / -(deriv(llm_monitor_system_filesystem_available_bytes[6h]) < 0))",
      unit: "s",
      decimals: 0,
      judge: { bad: 86_400, warn: limits.diskFullSeconds, isLowBad: true },
    },
    {
      title: "Inodes left",
      expr: `min by (${MOUNT}, fstype) (llm_monitor_system_filesystem_inodes_free` +
        " / llm_monitor_system_filesystem_inodes)",
      unit: "percentunit",
      decimals: 0,
      judge: { bad: limits.inodesFreeRatio, isLowBad: true },
    },
    {
      title: "Read-only",
      expr: `max by (${MOUNT}, fstype) (llm_monitor_system_filesystem_readonly)`,
      mappings: YES_IS_BAD,
    },
    {
      title: "Not responding",
      expr: `max by (${MOUNT}, fstype) (llm_monitor_system_filesystem_device_error)`,
      mappings: YES_IS_BAD,
    },
  ],
});

/** Speed and latency of disks. */
export const DISKS = [
  lines({
    title: "Disk reads",
    asks: "Is a model being loaded, or read again and again?",
    w: 8,
    h: 8,
    unit: "Bps",
    queries: [{
      expr: "rate(llm_monitor_system_disk_read_bytes_total[$__rate_interval])",
      legend: DISK,
    }],
  }),
  lines({
    title: "Disk writes",
    asks: "What fills or wears out a disk? Containers & logs shows which container.",
    w: 8,
    h: 8,
    unit: "Bps",
    queries: [{
      expr: "rate(llm_monitor_system_disk_written_bytes_total[$__rate_interval])",
      legend: DISK,
    }],
  }),
  lines({
    title: "Read latency",
    asks: "Is a disk slow to read?",
    w: 8,
    h: 8,
    unit: "s",
    queries: [{
      expr: "rate(llm_monitor_system_disk_read_seconds_total[$__rate_interval])" +
        " / (rate(llm_monitor_system_disk_reads_total[$__rate_interval]) > 0)",
      legend: DISK,
    }],
  }),
  lines({
    title: "Write latency",
    asks: "Is a disk slow to write?",
    w: 8,
    h: 8,
    unit: "s",
    queries: [{
      expr: "rate(llm_monitor_system_disk_write_seconds_total[$__rate_interval])" +
        " / (rate(llm_monitor_system_disk_writes_total[$__rate_interval]) > 0)",
      legend: DISK,
    }],
  }),
  lines({
    title: "Disk queue",
    asks: "How many requests are in flight at a disk?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{
      expr: "rate(llm_monitor_system_disk_io_weighted_seconds_total[$__rate_interval])",
      legend: DISK,
    }],
  }),
  lines({
    title: "Space for models",
    asks: "Does the next model still fit?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{
      expr: "min by (instance, folder) (llm_monitor_system_model_folder_available_bytes)",
      legend: "{{instance}} {{folder}}",
    }],
  }),
];
