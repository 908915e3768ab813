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
