import type { FamilySet } from "@llm-monitor/sdk";
import { numberOf } from "./numbers.ts";

/** Loopback, and devices that come and go with containers and virtual machines. */
const IGNORED =
  /^(?:lo|docker\d+|br-.*|veth.*|cali.*|cni.*|flannel.*|cilium.*|lxc.*|vnet\d+|virbr\d+.*|tap.*|ifb\d+|dummy\d+|kube-.*|nodelocaldns)$/;

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

/** /proc/net/dev: `  eth0: 1234 5 0 ...`, where no space need follow the colon. */
export function parseNetdev(set: FamilySet, text: string): void {
  for (const line of text.split("\n")) {
    const [, device, rest = ""] = /^\s*([^\s:|]+(?::\d+)?):\s*(\d.*)$/.exec(line) ?? [];
    if (device === undefined || IGNORED.test(device)) continue;
    const columns = rest.trim().split(/\s+/);
    for (const [column, name] of COUNTERS) {
      set.counter(name, { device }, numberOf(columns[column]));
    }
  }
}
