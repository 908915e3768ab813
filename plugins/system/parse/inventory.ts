import { isRecord } from "@llm-monitor/sdk";
import type { FamilySet } from "@llm-monitor/sdk";

/** Adds what systeminformation's `osInfo` tells. */
export function parseOsInfo(set: FamilySet, value: unknown): void {
  const of = reader(value);
  set.info("llm_monitor_system_info", {
    os: of("distro"),
    release: of("release"),
    kernel: of("kernel"),
    arch: of("arch"),
  });
}

/** Adds what systeminformation's `cpu` tells. */
export function parseCpu(set: FamilySet, value: unknown): void {
  const of = reader(value);
  set.info("llm_monitor_system_cpu_info", {
    manufacturer: of("manufacturer"),
    model: of("brand"),
    sockets: of("processors"),
    cores: of("physicalCores"),
    threads: of("cores"),
  });
}

/** Reads one field as text, bounded, without what is not printable. */
function reader(value: unknown): (key: string) => string {
  const fields = isRecord(value) ? value : {};
  return (key) => {
    const field: unknown = Object.hasOwn(fields, key)
      ? (fields as Record<string, unknown>)[key]
      : "";
    const isPlain = typeof field === "string" || typeof field === "number";
    return isPlain ? String(field).replaceAll(/[^\x20-\x7e]/g, "").trim().slice(0, 120) : "";
  };
}
