/** Finds the end of the curve of a fleet. */
import type { FleetCosts, FleetPoint } from "../../../runtime/cli/gen/fleet_costs.ts";

/** A part of the machine that a fleet takes. */
interface Limit {
  readonly because: string;
  readonly most: number;
  readonly used: (point: FleetPoint) => number;
}

/**
 * Returns where the curve ends: at a measured point that left hosts out, or where the first of memory,
 * processors and the time for rules is used up when it goes on as between its last two points.
 */
export function findStop(
  points: readonly FleetPoint[],
  { cores, memoryBytes }: FleetCosts["machine"],
  intervalSeconds: number,
): FleetCosts["stop"] {
  const full = points.find(({ hosts, hostsUp }) => hostsUp < hosts);
  if (full) {
    const because = `${full.hosts - full.hostsUp} hosts could not be scraped in time`;
    return { hosts: full.hosts, because, isMeasured: true };
  }
  const limits: Limit[] = [
    { because: "memory", most: memoryBytes, used: ({ rssBytes }) => rssBytes },
    {
      because: "processors, of which the played hosts take a part",
      most: cores,
      used: ({ cpuCores, mockCpuCores }) => cpuCores + mockCpuCores,
    },
    {
      because: "the slowest group of rules, which has one interval of time",
      most: intervalSeconds,
      used: ({ slowestGroupSeconds }) => slowestGroupSeconds,
    },
  ];
  const ends = limits.map((limit) => ({ because: limit.because, hosts: findEnd(points, limit) }));
  const [first] = ends.sort((a, b) => a.hosts - b.hosts);
  return { hosts: first?.hosts ?? 0, because: first?.because ?? "", isMeasured: false };
}

function findEnd(points: readonly FleetPoint[], { most, used }: Limit): number {
  const [before, last] = [points.at(-2), points.at(-1)];
  if (!last) return 0;
  const slope = before
    ? (used(last) - used(before)) / (last.hosts - before.hosts)
    : used(last) / last.hosts;
  if (!(slope > 0)) return Number.MAX_SAFE_INTEGER;
  return Math.round(last.hosts + (most - used(last)) / slope);
}
