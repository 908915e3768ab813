import type { FamilySet } from "@llm-monitor/sdk";
import { chooseNetDevices } from "./net_devices.ts";
import { parseNumber } from "./numbers.ts";

/** Column behind the name, and family. */
const COUNTERS: readonly (readonly [column: number, name: string])[] = [
  [0, "llm_monitor_system_network_receive_bytes_total"],
  [1, "llm_monitor_system_network_receive_packets_total"],
  [2, "llm_monitor_system_network_receive_errors_total"],
  [3, "llm_monitor_system_network_receive_dropped_total"],
  [8, "llm_monitor_system_network_transmit_bytes_total"],
  [9, "llm_monitor_system_network_transmit_packets_total"],
  [10, "llm_monitor_system_network_transmit_errors_total"],
  [11, "llm_monitor_system_network_transmit_dropped_total"],
];

type Line = readonly [device: string, columns: readonly string[]];

/**
 * Adds the traffic of /proc/net/dev: `  eth0: 1234 5 0 ...`, where no space need follow the colon.
 *
 * @param sysfs files of /sys/class/net, which tell the machine's own devices from others.
 */
export function parseNetdev(
  set: FamilySet,
  text: string,
  sysfs: ReadonlyMap<string, string> = new Map(),
): void {
  const lines = text.split("\n").flatMap((line): Line[] => {
    const [, device, rest = ""] = /^\s*([^\s:|]+(?::\d+)?):\s*(\d.*)$/.exec(line) ?? [];
    return device === undefined ? [] : [[device, rest.trim().split(/\s+/)]];
  });
  const chosen = chooseNetDevices(lines.map(([device]) => device), sysfs);
  for (const [device, columns] of lines) {
    if (!chosen.has(device)) continue;
    for (const [column, name] of COUNTERS) {
      set.counter(name, { device }, parseNumber(columns[column]));
    }
  }
}
