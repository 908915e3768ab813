import type { DockerStats } from "../../contract/docker.ts";
import { isRecord } from "../../contract/record.ts";
import { toFields } from "./fields.ts";

/**
 * The fields of each section that are kept. The rest only costs: one number for each CPU, and on cgroup v1 six
 * more lists of numbers for each disk, 70 kB for one container of a large machine.
 */
const KNOWN = {
  cpu_stats: ["cpu_usage", "system_cpu_usage", "online_cpus", "throttling_data"],
  memory_stats: [
    "usage",
    "max_usage",
    "failcnt",
    "limit",
    "stats",
    "commitbytes",
    "commitpeakbytes",
    "privateworkingset",
  ],
  pids_stats: ["current", "limit"],
  blkio_stats: ["io_service_bytes_recursive", "io_serviced_recursive"],
} as const;

/** The counters of a sample. A container that does not run has none. */
export function pickStats(answer: unknown): DockerStats {
  if (!isRecord(answer)) return {};
  const { networks } = answer;
  return {
    ...Object.fromEntries(
      Object.entries(KNOWN).flatMap(([name, fields]) => {
        const section = answer[name];
        return isRecord(section) ? [[name, withoutCpus(pick(section, fields))]] : [];
      }),
    ),
    ...(isRecord(networks) && { networks }),
  };
}

function pick(section: Readonly<Record<string, unknown>>, fields: readonly string[]) {
  return Object.fromEntries(
    fields.flatMap((name) => Object.hasOwn(section, name) ? [[name, section[name]]] : []),
  );
}

/** Every CPU by itself is in no metric. */
function withoutCpus(section: Record<string, unknown>): Record<string, unknown> {
  if (!isRecord(section.cpu_usage)) return section;
  const { percpu_usage: _, ...usage } = toFields(section.cpu_usage);
  return { ...section, cpu_usage: usage };
}
