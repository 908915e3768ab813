import assert from "node:assert/strict";
import fc from "fast-check";
import type { DockerContainer } from "@llm-monitor/sdk";
import { parseCounters } from "./counters.ts";
import { chooseContainers } from "./filter.ts";
import { healthIn, isFresh, unixSeconds } from "./status.ts";

Deno.test("parseCounters tells nothing of a container that does not run", () => {
  for (
    const stats of [
      {},
      { cpu_stats: {} },
      { cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} },
      { cpu_stats: { cpu_usage: {} }, memory_stats: { usage: 5 } },
    ]
  ) assert.equal(parseCounters(stats), undefined, JSON.stringify(stats));
});

Deno.test("parseCounters never throws, and gives finite numbers alone", () => {
  const section = fc.option(fc.dictionary(fc.string(), fc.jsonValue()), { nil: undefined });
  fc.assert(fc.property(section, section, section, (cpu, memory, networks) => {
    const counters = parseCounters(JSON.parse(JSON.stringify({
      cpu_stats: { cpu_usage: { total_usage: 5 }, ...cpu },
      memory_stats: memory,
      networks,
    })));
    const { interfaces: _, ...numbers } = counters ?? { interfaces: {} };
    assert(Object.values(numbers).every((value) => Number.isFinite(value)));
  }));
});

const RUNNING = { cpu_stats: { cpu_usage: { total_usage: 5 } } };

Deno.test("parseCounters makes up no working set of a sample that has no file cache in it", () => {
  const podman = { ...RUNNING, memory_stats: { usage: 1_000, limit: 2_000 } };
  assert.equal(parseCounters(podman)?.memoryUsageBytes, 1_000);
  assert.equal(parseCounters(podman)?.memoryWorkingSetBytes, undefined);
  const docker = {
    ...RUNNING,
    memory_stats: { usage: 1_000, stats: { inactive_file: 0, shmem: 7 } },
  };
  assert.equal(parseCounters(docker)?.memoryWorkingSetBytes, 1_000);
  assert.equal(parseCounters(docker)?.memorySharedBytes, 7);
  const old = {
    ...RUNNING,
    memory_stats: { usage: 9, stats: { total_inactive_file: 4, total_shmem: 3 } },
  };
  assert.equal(parseCounters(old)?.memoryWorkingSetBytes, 5);
  assert.equal(parseCounters(old)?.memorySharedBytes, 3);
});

Deno.test("parseCounters reads counts of operations under the names of Docker and podman", () => {
  const readCounts = (blkio_stats: Record<string, unknown>) => {
    const { blockReads, blockWrites, blockReadBytes } =
      parseCounters({ ...RUNNING, blkio_stats }) ??
        { interfaces: {} };
    return [blockReads, blockWrites, blockReadBytes];
  };
  const entry = (op: string, value: number) => ({ major: 8, minor: 0, op, value });
  assert.deepEqual(
    readCounts({
      io_service_bytes_recursive: [entry("Read", 4096)],
      io_serviced_recursive: [entry("Read", 1), entry("Write", 2)],
    }),
    [1, 2, 4096],
  );
  const podman = [entry("rbytes", 4096), entry("wbytes", 1), entry("rios", 3), entry("wios", 4)];
  assert.deepEqual(readCounts({ io_service_bytes_recursive: podman }), [3, 4, 4096]);
  assert.deepEqual(readCounts({ io_service_bytes_recursive: null }), [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("parseCounters counts block bytes once that went through several layers", () => {
  const entries = [[7, 2], [253, 1], [253, 2]].map(([major, minor]) => ({
    major,
    minor,
    op: "read",
    value: 1_998_848,
  }));
  const sample = { ...RUNNING, blkio_stats: { io_service_bytes_recursive: entries } };
  const layers = new Map([["253:1", ["7:2"]], ["253:2", ["253:1"]]]);
  assert.equal(parseCounters(sample, layers)?.blockReadBytes, 1_998_848);
});

const container = (name: string, more: Partial<DockerContainer> = {}): DockerContainer => ({
  id: name,
  name,
  image: "vllm/vllm-openai:1",
  state: "running",
  status: "",
  createdSeconds: 0,
  addresses: [],
  ports: [],
  isOnHostNetwork: false,
  labels: { team: "a=b" },
  ...more,
});

Deno.test("chooseContainers goes by name, image and label, and takes running ones first", () => {
  const all = [
    container("b", { state: "exited" }),
    container("web-1"),
    container("a", { image: "nginx" }),
    container("c", { labels: {} }),
  ];
  const names = (include: string[], exclude: string[] = [], maxContainers = 9) =>
    chooseContainers(all, { include, exclude, maxContainers }).chosen.map(({ name }) => name);
  assert.deepEqual(names([]), ["a", "c", "web-1", "b"]);
  assert.deepEqual(names(["web*"]), ["web-1"]);
  assert.deepEqual(names(["name:*b*"]), ["web-1", "b"]);
  assert.deepEqual(names(["image:nginx", "name:c"]), ["a", "c"]);
  assert.deepEqual(names(["label:team"]), ["a", "web-1", "b"]);
  assert.deepEqual(names(["label:team=a=*"], ["a"]), ["web-1", "b"]);
  assert.deepEqual(names([], ["image:vllm/*"]), ["a"]);
  assert.deepEqual(chooseContainers(all, { include: [], exclude: ["c"], maxContainers: 2 }), {
    chosen: [all[2], all[1]],
    filtered: 1,
    beyondLimit: 1,
  });
});

Deno.test("healthIn and isFresh read the engine's status", () => {
  assert.equal(healthIn("Up 5 minutes (healthy)"), "healthy");
  assert.equal(healthIn("Up 5 minutes (health: starting)"), "starting");
  assert.equal(healthIn("Up 5 minutes (Paused)"), undefined);
  assert.equal(isFresh("Up Less than a second"), true);
  assert.equal(isFresh("Restarting (1) 3 minutes ago"), true);
  assert.equal(isFresh("Up About a minute"), false);
  assert.equal(unixSeconds("2026-01-01T00:00:00.5Z"), 1767225600.5);
  assert.equal(unixSeconds("0001-01-01T00:00:00Z"), undefined);
  assert.equal(unixSeconds(""), undefined);
});
