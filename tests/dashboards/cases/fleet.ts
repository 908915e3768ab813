import { fires, row, stays } from "./alert_case.ts";
import type { AlertCase, CaseSeries } from "./alert_case.ts";

const CLUSTER_HOSTS = 5;
const RACK_HOSTS = 3;

/** Hosts that are all out of reach. */
function lostHosts(count: number, labels = ""): CaseSeries[] {
  return Array.from({ length: count }, (_, number) => ({
    series: `up{job="llm-monitor",instance="host-${number}"${labels}}`,
    bad: stays(0),
    good: stays(1),
  }));
}

export const FLEET_CASES: readonly AlertCase[] = [
  fires("ClusterDown", "5m", ...lostHosts(CLUSTER_HOSTS)),
  fires("RackDown", "5m", ...lostHosts(RACK_HOSTS, ',rack="r01"')),
  fires("AgentSilent", "20m", {
    series: 'up{job="llm-monitor",instance="box",via="agent"}',
    bad: "1+0x10 stale",
    good: stays(1),
  }),
  fires("AgentLosesSoon", "1140m", {
    series: 'up{job="llm-monitor",instance="box",via="agent"}',
    bad: "1+0x10 stale",
    good: "1+0x1200",
  }),
  fires(
    "InventoryRefused",
    "10m",
    row("llm_monitor_fleet_inventory_valid", "", stays(0), stays(1)),
  ),
];
