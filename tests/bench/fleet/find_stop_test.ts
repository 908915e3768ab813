import assert from "node:assert/strict";
import type { FleetPoint } from "../../../runtime/cli/gen/fleet_costs.ts";
import { findStop } from "./find_stop.ts";

const MACHINE = { processor: "p", cores: 2, memoryBytes: 10_000 };

function point(hosts: number, given: Partial<FleetPoint> = {}): FleetPoint {
  return {
    ...{ hosts, hostsUp: hosts, series: hosts, samplesPerSecond: hosts, rssBytes: hosts },
    ...{ cpuCores: hosts / 1_000, mockCpuCores: 0, scrapeSeconds: 0.01, rulesSeconds: 1 },
    ...{ slowestGroupSeconds: hosts / 1_000, boardSeconds: 1, boardQueries: 1 },
    ...given,
  };
}

Deno.test("the curve ends where the first of what it takes is used up", () => {
  const stop = findStop([point(10), point(100)], MACHINE, 30);
  assert.deepEqual(stop, {
    hosts: 2_000,
    because: "processors, of which the played hosts take a part",
    isMeasured: false,
  });
  const heavy = [point(10, { rssBytes: 1_000 }), point(100, { rssBytes: 5_500 })];
  assert.equal(findStop(heavy, MACHINE, 30).hosts, 190);
  assert.equal(findStop(heavy, MACHINE, 30).because, "memory");
});

Deno.test("the curve ends at hosts that were not scraped", () => {
  const stop = findStop([point(10), point(100, { hostsUp: 90 })], MACHINE, 30);
  assert.deepEqual(stop, {
    hosts: 100,
    because: "10 hosts could not be scraped in time",
    isMeasured: true,
  });
});
