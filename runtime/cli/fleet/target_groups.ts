import type { Host } from "./resolve_hosts.ts";

/** Targets with the same labels, as Prometheus' `file_sd` and `http_sd` have them. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** The label that says of which group a host is; Prometheus drops it after its relabelling. */
export const GROUP_LABEL = "__meta_llm_monitor_group";

/**
 * Makes the list of targets of hosts, in their order, those with the same labels as one group.
 * Nothing of tokens and certificates is in it: whoever may read the list need not know where they lie.
 */
export function targetGroups(hosts: readonly Host[]): TargetGroup[] {
  const groups = new Map<string, { targets: string[]; labels: Record<string, string> }>();
  for (const host of hosts) {
    const labels = labelsOf(host);
    const key = JSON.stringify(labels);
    const group = groups.get(key);
    if (group) group.targets.push(host.target);
    else groups.set(key, { targets: [host.target], labels });
  }
  return [...groups.values()];
}

/** Writes the list as JSON: a line for each group, so that a difference can be read. */
export function formatTargetGroups(groups: readonly TargetGroup[]): string {
  return `[\n${groups.map((group) => `  ${JSON.stringify(group)}`).join(",\n")}\n]\n`;
}

function labelsOf({ labels, scheme, group, isNamed, instance }: Host): Record<string, string> {
  const all: Record<string, string> = {
    ...labels,
    ...(isNamed ? { instance } : {}),
    ...(group === "" ? {} : { [GROUP_LABEL]: group }),
    ...(scheme === "https" ? { __scheme__: "https" } : {}),
  };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => a < b ? -1 : 1));
}
