/** The docker plugin over the fake Docker Engine API, through the questions that its service asks. */
import assert from "node:assert/strict";
import { fakeContext } from "@llm-monitor/sdk/testing";
import type { CallError, Docker, Family } from "@llm-monitor/sdk";
import { createCollector } from "../../plugins/docker/collector.ts";
import { Engine } from "../../runtime/services/docker/engine.ts";
import { pickContainers } from "../../runtime/services/docker/pick_containers.ts";
import { pickDetails } from "../../runtime/services/docker/pick_details.ts";
import { pickDiskUsage } from "../../runtime/services/docker/pick_disk_usage.ts";
import { pickEngine } from "../../runtime/services/docker/pick_engine.ts";
import { pickStats } from "../../runtime/services/docker/pick_stats.ts";
import { eventually } from "../support/eventually.ts";
import { makeContainer, NOW_UNIX, ScriptedContainers, withDockerApi } from "./docker_world.ts";

function makeEngine(socketPath: string, timeoutMs = 2_000): Engine {
  return new Engine({
    host: `unix://${socketPath}`,
    tls: {},
    labels: [],
    timeoutMs,
    maxBytes: 1_000_000,
    parallel: 4,
  });
}

/** Makes the service `docker` of a plugin, without the process around it. */
function makeDocker(engine: Engine): Docker {
  const each = async <Answer>(ids: readonly string[], ask: (id: string) => Promise<Answer>) =>
    Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await ask(id)] as const)));
  return {
    engine: async () =>
      pickEngine(
        await engine.get("/version"),
        await engine.get("/info"),
        await engine.apiVersion(),
      ),
    containers: async () =>
      pickContainers(await engine.get("/containers/json", { all: "true" }), []),
    details: (ids) =>
      each(ids, async (id) => pickDetails(id, await engine.get(`/containers/${id}/json`))),
    stats: (ids) =>
      each(ids, async (id) => {
        const query = { stream: "false", "one-shot": "true" };
        return pickStats(await engine.get(`/containers/${id}/stats`, query));
      }),
    diskUsage: async () => pickDiskUsage(await engine.get("/system/df")),
  };
}

/** Collects once, and gives the sum of each family's series with the given labels. */
async function collect(engine: Engine) {
  const config = {
    include: [],
    exclude: [],
    maxContainers: 300,
    detailsInterval: 60_000,
    diskUsage: false,
    diskUsageInterval: 900_000,
  };
  const context = { ...fakeContext({ config }), docker: makeDocker(engine) };
  const families = await createCollector({ nowMs: () => 0 })(context);
  assert(Array.isArray(families), JSON.stringify(families));
  return (name: string, labels: Readonly<Record<string, string>> = {}) =>
    sum(families, name, labels);
}

function sum(
  families: readonly Family[],
  name: string,
  labels: Readonly<Record<string, string>>,
): number | undefined {
  const family = families.find((one) => one.name === `llm_monitor_docker_${name}`);
  const found = family?.samples.filter((sample) =>
    Object.entries(labels).every(([label, value]) => sample.labels?.[label] === value)
  );
  if (!found || found.length === 0) return undefined;
  return found.reduce((all, one) => all + Number("value" in one ? one.value : one.count), 0);
}

Deno.test("the docker plugin reads the fake engine's every number, and asks nothing unknown", () => {
  const view = new ScriptedContainers([
    makeContainer({ gpus: ["GPU-1", "GPU-2"] }),
    makeContainer({
      id: "b2".repeat(32),
      name: "killed",
      state: "exited",
      exitCode: 137,
      isOomKilled: true,
      health: undefined,
    }),
  ]);
  return withDockerApi(view, async ({ socketPath, api }) => {
    const value = await collect(makeEngine(socketPath));
    const own = makeContainer();
    const vllm = { container: "vllm" };
    const values: [string, Record<string, string>, number][] = [
      ["up", {}, 1],
      ["engine_info", { version: "28.5.1", api_version: "1.51", cgroup_version: "2" }, 1],
      ["containers", { state: "running" }, 1],
      ["containers", { state: "exited" }, 1],
      ["container_health", { ...vllm, health: "healthy" }, 1],
      ["container_start_time_seconds", vllm, NOW_UNIX - 360],
      ["container_restarts_total", vllm, 2],
      ["container_exit_code", { container: "killed" }, 137],
      ["container_oom_killed", { container: "killed" }, 1],
      ["container_oom_killed", vllm, 0],
      ["container_cpu_seconds_total", vllm, own.cpuSecondsTotal],
      ["container_cpu_limit_cpus", vllm, 4],
      ["container_memory_usage_bytes", vllm, own.memoryBytes],
      ["container_memory_working_set_bytes", vllm, own.memoryBytes - own.memoryCacheBytes],
      ["container_memory_cache_bytes", vllm, own.memoryCacheBytes],
      ["container_memory_limit_bytes", vllm, own.memoryLimitBytes],
      ["container_network_receive_bytes_total", vllm, own.networkReceivedBytesTotal],
      ["container_network_transmit_bytes_total", vllm, own.networkSentBytesTotal],
      ["container_block_read_bytes_total", vllm, own.blockReadBytesTotal],
      ["container_block_written_bytes_total", vllm, own.blockWrittenBytesTotal],
      ["container_processes", vllm, own.pids],
      ["container_gpus_requested", vllm, 2],
    ];
    for (const [name, labels, expected] of values) {
      assert.equal(value(name, labels), expected, `${name} ${JSON.stringify(labels)}`);
    }
    assert.deepEqual(api.unknownRequests(), []);
  });
});

Deno.test("an engine that is down, that hangs or that talks nonsense fails each question", () =>
  withDockerApi(new ScriptedContainers(), async ({ socketPath, view }) => {
    const cases: [ScriptedContainers["state"], string][] = [
      ["hung", "timed_out"],
      ["garbage", "failed"],
      ["down", "unavailable"],
    ];
    for (const [state, code] of cases) {
      view.state = state;
      await assert.rejects(
        makeEngine(socketPath, 300).get("/version"),
        (error: CallError) => error.code === code,
        state,
      );
    }
    view.state = "up";
    await eventually("it is back at its socket", async () => {
      try {
        return (await collect(makeEngine(socketPath)))("up") === 1;
      } catch (error) {
        if (!(error instanceof assert.AssertionError)) throw error;
        return false;
      }
    });
  }));
