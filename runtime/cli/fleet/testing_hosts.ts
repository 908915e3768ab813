/** Findings of tests. */
import type { HostFinding, HostOutcome } from "./host_finding.ts";

/** Makes a finding; its host is `NAME` in a group. */
export function finding(
  name: string,
  outcome: HostOutcome,
  more: Partial<Omit<HostFinding, "host">> & { group?: string } = {},
): HostFinding {
  const { group = "", ...rest } = more;
  return {
    host: {
      instance: name,
      target: `${name}:8090`,
      scheme: "http",
      group,
      labels: { cluster: "lab" },
      tokenFile: "/run/secret",
      caFile: undefined,
      isNamed: true,
    },
    outcome,
    detail: "",
    ...rest,
  };
}
