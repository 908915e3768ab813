/** Captures of real engines, where the folder with them exists. */
import assert from "node:assert/strict";
import { pickContainers, pickDetails, pickStats } from "@llm-monitor/sdk/testing";
import { lacksCaptures } from "../../tests/support/captures.ts";
import { parseCounters } from "./parse/counters.ts";

const CAPTURES = new URL("../../../shared/fixtures/docker/", import.meta.url);

const SAMPLES = [
  "otel__cgroups_v2_oneshot__stats.json",
  "otel__cgroups_v2_cpu_limit__stats.json",
  "otel__cgroups_v1_no_pids__stats.json",
  "telegraf__memory_stats__stats_123456789.json",
  "telegraf__testdata__stats_9bc6faf9ba8106fae32e8faafd38a1dd6f6d262bec172398cc10bc03c0d6841a.json",
  "telegraf__windows_memory_stats__stats_123456789.json",
  "beszel__container.json",
  "beszel__container2.json",
];

async function read(name: string): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(new URL(name, CAPTURES)));
}

for (const name of SAMPLES) {
  Deno.test({
    name: `the docker plugin reads the capture ${name}`,
    ignore: lacksCaptures("docker"),
    fn: async () => {
      const raw = await read(name) as Record<string, Record<string, unknown>>;
      const counters = parseCounters(pickStats(raw));
      assert(counters, "it tells nothing");
      const usage = raw.cpu_stats?.cpu_usage as Record<string, number>;
      const isWindows = name.includes("windows");
      assert.equal(counters.cpuSeconds, (usage.total_usage ?? 0) / (isWindows ? 1e7 : 1e9));
      if (isWindows) return;
      const memory = raw.memory_stats ?? {};
      assert.equal(counters.memoryUsageBytes, memory.usage);
      const { inactive_file = 0, total_inactive_file = inactive_file } =
        (memory.stats ?? {}) as Record<string, number>;
      const needed = memory.usage === undefined
        ? undefined
        : Number(memory.usage) - total_inactive_file;
      assert.equal(counters.memoryWorkingSetBytes, needed);
      assert.deepEqual(
        Object.keys(counters.interfaces),
        Object.keys(raw.networks ?? {}),
      );
    },
  });
}

Deno.test({
  name: "the docker plugin reads captured lists and inspections",
  ignore: lacksCaptures("docker"),
  fn: async () => {
    for (
      const name of ["telegraf__testdata__list.json", "telegraf__include_non_running__list.json"]
    ) {
      const containers = pickContainers(await read(name), []);
      assert(containers.length > 0, name);
      for (const { id, name: own, state } of containers) {
        assert.notEqual(own, "");
        assert.notEqual(id, "");
        assert.match(state, /^[a-z]*$/);
      }
    }
    const details = pickDetails("a", await read("telegraf__testdata__inspect.json"));
    assert.match(details.startedAt, /^\d{4}-/);
  },
});
