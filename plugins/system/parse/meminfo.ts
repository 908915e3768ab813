/** /proc/meminfo: `MemTotal:  16384 kB`, where a kB has 1024 bytes; huge pages are counted. */
import type { FamilySet } from "@llm-monitor/sdk";
import { parseNumber, scaled } from "./numbers.ts";

const BYTES: Readonly<Record<string, string>> = {
  MemTotal: "llm_monitor_system_memory_total_bytes",
  MemAvailable: "llm_monitor_system_memory_available_bytes",
  MemFree: "llm_monitor_system_memory_free_bytes",
  Buffers: "llm_monitor_system_memory_buffers_bytes",
  Cached: "llm_monitor_system_memory_cached_bytes",
  Mapped: "llm_monitor_system_memory_mapped_bytes",
  Shmem: "llm_monitor_system_memory_shared_bytes",
  AnonPages: "llm_monitor_system_memory_anonymous_bytes",
  Mlocked: "llm_monitor_system_memory_locked_bytes",
  SReclaimable: "llm_monitor_system_memory_slab_reclaimable_bytes",
  Dirty: "llm_monitor_system_memory_dirty_bytes",
  Writeback: "llm_monitor_system_memory_writeback_bytes",
  AnonHugePages: "llm_monitor_system_memory_huge_anonymous_bytes",
  Hugepagesize: "llm_monitor_system_hugepage_size_bytes",
  SwapTotal: "llm_monitor_system_swap_total_bytes",
  SwapFree: "llm_monitor_system_swap_free_bytes",
};

const HUGEPAGES: Readonly<Record<string, string>> = {
  HugePages_Total: "total",
  HugePages_Free: "free",
  HugePages_Rsvd: "reserved",
  HugePages_Surp: "surplus",
};

/** Adds what the file has; a line that an older kernel does not have stays absent. */
export function parseMeminfo(set: FamilySet, text: string): void {
  for (const line of text.split("\n")) {
    const match = /^([A-Za-z_]+):\s+(\d+)/.exec(line);
    const [, key = "", digits] = match ?? [];
    const value = parseNumber(digits);
    const bytes = Object.hasOwn(BYTES, key) ? BYTES[key] : undefined;
    const state = Object.hasOwn(HUGEPAGES, key) ? HUGEPAGES[key] : undefined;
    if (bytes !== undefined) set.gauge(bytes, {}, scaled(value, 1024));
    else if (state !== undefined) set.gauge("llm_monitor_system_hugepages", { state }, value);
  }
}
