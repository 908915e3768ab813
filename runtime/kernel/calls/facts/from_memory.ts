import { statSync } from "node:fs";
import type { FactRoots } from "./fact_roots.ts";

/** Files of procfs that Linux makes from its own counters and lists. */
const FILES: ReadonlySet<string> = new Set([
  "/proc/1/mountinfo",
  "/proc/1/net/dev",
  "/proc/diskstats",
  "/proc/loadavg",
  "/proc/meminfo",
  "/proc/pressure/cpu",
  "/proc/pressure/io",
  "/proc/pressure/irq",
  "/proc/pressure/memory",
  "/proc/stat",
  "/proc/uptime",
  "/proc/vmstat",
]);
const procDevices = new Map<string, number>();

/**
 * Returns whether a file that is open comes from memory, whatever becomes of disks, drivers and other
 * processes: then it is read at once, since another thread would cost several times what the read does.
 * All others may hang, also one of these names that a container has from a process: LXC mounts FUSE on
 * some of them.
 *
 * @param path as plugins call what was opened, not as it was asked.
 * @param device the device of what was opened.
 */
export function isFromMemory(path: string, device: number, { procRoot }: FactRoots): boolean {
  if (!FILES.has(path)) return false;
  const procDevice = procDevices.get(procRoot) ?? statSync(procRoot).dev;
  procDevices.set(procRoot, procDevice);
  return device === procDevice;
}

/**
 * Returns whether the names in a folder come from memory; what is in the files need not. Other folders of sysfs
 * may be of a process, in LXC.
 */
export function isListedFromMemory(folder: string): boolean {
  return folder.startsWith("/sys/class/") || folder === "/proc/pressure";
}
