import { fires, grows, row, stays, turns } from "./alert_case.ts";
import type { AlertCase } from "./alert_case.ts";

const MOUNT = 'mountpoint="/models",device="/dev/nvme1n1",fstype="ext4"';
const disk = (available: string, good: string) => [
  row("llm_monitor_system_filesystem_available_bytes", MOUNT, available, good),
  row("llm_monitor_system_filesystem_size_bytes", MOUNT, stays(1e12)),
];
const pressure = (resource: string, kind: string, perMinute: number) =>
  row(
    "llm_monitor_system_pressure_stalled_seconds_total",
    `resource="${resource}",kind="${kind}"`,
    grows(perMinute),
    grows(0.5),
  );

export const SYSTEM_CASES: readonly AlertCase[] = [
  fires("DiskFilling", "60m", ...disk(grows(-1e8, 25e10), stays(25e10))),
  fires("DiskFull", "10m", ...disk(stays(1e10), stays(50e10))),
  fires("DiskLow", "30m", ...disk(stays(6e10), stays(50e10))),
  fires(
    "InodesFew",
    "30m",
    row("llm_monitor_system_filesystem_inodes_free", MOUNT, stays(1e4), stays(9e5)),
    row("llm_monitor_system_filesystem_inodes", MOUNT, stays(1e6)),
  ),
  fires(
    "FilesystemReadOnly",
    "20m",
    // One that was never writable is so on purpose.
    row("llm_monitor_system_filesystem_readonly", MOUNT, turns(0, 10, 1), stays(1)),
  ),
  fires(
    "FilesystemHangs",
    "10m",
    row("llm_monitor_system_filesystem_device_error", MOUNT, stays(1), stays(0)),
  ),
  fires(
    "MemoryLow",
    "10m",
    row("llm_monitor_system_memory_available_bytes", "", stays(2e10), stays(9e11)),
    row("llm_monitor_system_memory_total_bytes", "", stays(1e12)),
  ),
  fires("OomKill", "20m", row("llm_monitor_system_oom_kills_total", "", turns(0, 15, 1), stays(4))),
  fires("CpuPressure", "30m", pressure("cpu", "some", 50)),
  fires("MemoryPressure", "20m", pressure("memory", "full", 20)),
  fires("DiskPressure", "30m", pressure("io", "full", 40)),
  fires(
    "ZfsPoolFaulty",
    "5m",
    row("llm_monitor_system_zfs_pool_state", 'pool="tank",state="degraded"', stays(1), stays(0)),
  ),
  fires(
    "InfinibandDown",
    "20m",
    row(
      "llm_monitor_system_infiniband_port_up",
      'device="mlx5_0",port="1"',
      turns(1, 10, 0),
      stays(0),
    ),
  ),
];
