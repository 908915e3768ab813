import { THRESHOLDS } from "../../../../runtime/contract/thresholds.ts";
import { LIST_DECLARATIONS } from "../../../../runtime/cli/fleet/list_metrics.ts";
import { HELD, NOT_HELD } from "../rule.ts";
import type { Alert, RuleGroup } from "../rule.ts";

const { lostRatio, lostRackHosts, lostClusterHosts } = THRESHOLDS.fleet;
const { agentKeepsHours, agentLosesSoonHours } = THRESHOLDS.fleet;
/** The series by which hosts that push report their monitor, without the one of the agent itself. */
const PUSHED = 'up{via="agent",job!="agent"}';
/** Shorter than a lost host waits, so that the larger loss is told first and silences the smaller ones. */
const FIRST = {
  time: "1m",
  because: "it has to be known before the alerts of its hosts are, which wait two minutes",
};

/** Finds places of which most hosts are out of reach, and too many for an accident. */
function mostAreDown(by: string, selector: string, hosts: number): string {
  const down = `count by (${by}) (up${selector} == 0)`;
  return `${down} / count by (${by}) (up${selector}) >= ${lostRatio}
  and ${down} >= ${hosts}`;
}

export const FLEET_ALERTS: RuleGroup<Alert> = {
  name: "fleet",
  source: "dashboards/src/rules/alerts/fleet.ts",
  rules: [
    {
      alert: "LlmMonitorClusterDown",
      severity: "critical",
      expr: mostAreDown("job", "", lostClusterHosts),
      lasts: FIRST,
      holds: HELD,
      summary: "Most of cluster {{ $labels.job }} is out of reach",
      description:
        "Prometheus cannot scrape {{ $value | humanizePercentage }} of its hosts. So many do not " +
        "die at once: look at the network between them and Prometheus, at names and tokens.",
    },
    {
      alert: "LlmMonitorRackDown",
      severity: "critical",
      expr: mostAreDown("job, rack", '{rack!=""}', lostRackHosts),
      lasts: FIRST,
      holds: HELD,
      summary: "Rack {{ $labels.rack }} of {{ $labels.job }} is out of reach",
      description:
        "Prometheus cannot scrape {{ $value | humanizePercentage }} of its hosts. Look at its power " +
        "and its switch before its hosts.",
    },
    {
      alert: "LlmMonitorAgentSilent",
      severity: "critical",
      expr: `last_over_time(${PUSHED}[1d])
  unless on (job, instance) up`,
      lasts: {
        time: "1m",
        because: "Prometheus itself waits five minutes before it takes a series for gone",
      },
      holds: HELD,
      summary: "{{ $labels.instance }} has sent nothing for minutes",
      description:
        "The last that its agent sent is up {{ $value }} (1: the monitor was up). Host, agent, gate or the " +
        "network between may be at fault; an agent that lags by more than five minutes looks the same. " +
        `It keeps ${agentKeepsHours} hours of what it cannot send.`,
    },
    {
      alert: "LlmMonitorAgentLosesSoon",
      severity: "critical",
      expr: `${agentKeepsHours} - (
  time() - max_over_time(timestamp(${PUSHED})[1d:5m])
) / 3600 < ${agentLosesSoonHours}`,
      lasts: { time: "5m", because: "that is the step in which it looks for the last sample" },
      holds: NOT_HELD,
      summary: "The agent of {{ $labels.instance }} drops samples in {{ $value | humanize }} hours",
      description:
        `Nothing of it has arrived for most of the ${agentKeepsHours} hours that it keeps; {{ $value | humanize }} ` +
        "are left. Repair the connection. Do not restart a Prometheus agent: it would drop what it has kept (vmagent does not).",
    },
    {
      alert: "LlmMonitorInventoryRefused",
      severity: "warning",
      expr: `${LIST_DECLARATIONS.valid.name} == 0`,
      lasts: { time: "5m", because: "somebody may be editing it" },
      holds: NOT_HELD,
      summary: "The inventory of the fleet at {{ $labels.instance }} is refused",
      description:
        "The list before it is served on (valid is {{ $value }}): hosts that were added are not " +
        "scraped, and the next start fails. deno task fleet check names the line, and /ready does.",
    },
  ],
};
