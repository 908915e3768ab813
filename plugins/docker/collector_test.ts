import assert from "node:assert/strict";
import { CallError } from "@llm-monitor/sdk";
import type { DockerContainer } from "@llm-monitor/sdk";
import { fakeContext, readManifest, renderExposition } from "@llm-monitor/sdk/testing";
import type { FakeMachine } from "@llm-monitor/sdk/testing";
import { createCollector } from "./collector.ts";
import type { Settings } from "./settings.ts";

const CASES = new URL("./testdata/", import.meta.url);
const { metrics } = readManifest(new URL("./plugin.yaml", import.meta.url));
const SETTINGS: Settings = {
  include: [],
  exclude: [],
  maxContainers: 300,
  detailsInterval: 60_000,
  diskUsage: false,
  diskUsageInterval: 900_000,
};

for (const { name } of [...Deno.readDirSync(CASES)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  Deno.test(`the docker plugin gives the expected metrics of ${name}`, async () => {
    const folder = new URL(`${name}/`, CASES);
    const machine = JSON.parse(
      await Deno.readTextFile(new URL("input.json", folder)),
    ) as FakeMachine<Partial<Settings>>;
    const context = fakeContext({ ...machine, config: { ...SETTINGS, ...machine.config } });
    const families = await createCollector({ nowMs: () => 0 })(context);
    assert(Array.isArray(families));
    const text = renderExposition(metrics, families);
    const file = new URL("expected.prom", folder);
    if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, text);
    assert.equal(text, await Deno.readTextFile(file));
  });
}

const ID = "a".repeat(64);
const WEB: DockerContainer = {
  id: ID,
  name: "web",
  image: "web:1",
  state: "running",
  status: "Up 5 minutes",
  createdSeconds: 0,
  addresses: [],
  ports: [],
  isOnHostNetwork: false,
  labels: {},
};
const DETAILS = {
  id: ID,
  image: "web:1",
  startedAt: "2026-01-01T00:00:00Z",
  finishedAt: "",
  exitCode: 0,
  oomKilled: false,
  restartCount: 0,
  networkMode: "bridge",
  restartPolicy: "no",
  gpus: [],
};
const ENGINE = {
  name: "Docker",
  version: "29",
  apiVersion: "1.52",
  storageDriver: "",
  cgroupVersion: "2",
};
const DOCKER = { engine: ENGINE, containers: [WEB], details: { [ID]: DETAILS }, stats: {} };

Deno.test("the docker plugin is inactive without an engine, and tells one that went away", async () => {
  const collector = createCollector({ nowMs: () => 0 });
  const gone = new CallError("unavailable", "Cannot reach an engine: there is no socket");
  const without = { ...DOCKER, containers: gone };
  const absent = await collector(fakeContext({ config: SETTINGS, docker: without }));
  assert.deepEqual(absent, { inactive: gone.message });
  await collector(fakeContext({ config: SETTINGS, docker: DOCKER }));
  const context = fakeContext({ config: SETTINGS, docker: without });
  assert.deepEqual(await collector(context), [
    { name: "llm_monitor_docker_up", samples: [{ labels: {}, value: 0 }] },
  ]);
  await collector(context);
  assert.deepEqual(context.logs, [`warn ${gone.message}`]);
});

Deno.test("the docker plugin fails when it is not allowed to ask", async () => {
  const refusal = new CallError("not_granted", "Cannot ask Docker");
  const context = fakeContext({ config: SETTINGS, docker: { ...DOCKER, containers: refusal } });
  await assert.rejects(createCollector({ nowMs: () => 0 })(context), { code: "not_granted" });
});

Deno.test("the docker plugin inspects what is new, changed, fresh or old, and nothing else", async () => {
  let nowMs = 0;
  const inspected: (readonly string[])[] = [];
  const collector = createCollector({ nowMs: () => nowMs });
  const collect = async (container: Partial<DockerContainer>) => {
    const machine = { ...DOCKER, containers: [{ ...WEB, ...container }] };
    const context = fakeContext({ config: SETTINGS, docker: machine });
    const docker = {
      ...context.docker,
      details: (ids: readonly string[]) => {
        inspected.push(ids);
        return context.docker.details(ids);
      },
    };
    inspected.length = 0;
    await collector({ ...context, docker });
    return inspected.length;
  };
  assert.equal(await collect({}), 1, "new");
  assert.equal(await collect({ status: "Up 6 minutes" }), 0, "the same");
  assert.equal(await collect({ status: "Up 6 minutes (unhealthy)" }), 1, "another health");
  assert.equal(await collect({ status: "Up 3 seconds (unhealthy)" }), 1, "restarted");
  assert.equal(await collect({ state: "paused", status: "Up 7 minutes (Paused)" }), 1, "paused");
  nowMs = 60_000;
  assert.equal(await collect({ state: "paused", status: "Up 8 minutes (Paused)" }), 1, "old");
});

const SAMPLE = { cpu_stats: { cpu_usage: { total_usage: 5e9 } }, memory_stats: { usage: 7 } };

/** Collects from each machine in turn, a minute apart, with one collector. */
async function collectAlong(
  machines: readonly (FakeMachine<Settings>["docker"] & { config?: Partial<Settings> })[],
) {
  let nowMs = -60_000;
  const collector = createCollector({ nowMs: () => nowMs });
  const [texts, logs]: [string[], string[]] = [[], []];
  for (const { config, ...docker } of machines) {
    nowMs += 60_000;
    const context = fakeContext({ config: { ...SETTINGS, ...config }, docker });
    const families = await collector(context);
    assert(Array.isArray(families));
    texts.push(renderExposition(metrics, families).replaceAll("llm_monitor_docker_", ""));
    logs.push(...context.logs);
  }
  return { texts, logs };
}

Deno.test("the docker plugin goes on while an engine under load does not tell its version", async () => {
  const slow = new CallError("timed_out", "Cannot ask the engine for /version: it took too long");
  const machine = { ...DOCKER, stats: { [ID]: SAMPLE } };
  const { texts, logs } = await collectAlong([
    { ...machine, engine: slow },
    machine,
    ...Array(10).fill({ ...machine, engine: slow }),
  ]);
  for (const text of texts) {
    assert.match(text, /^up 1$/m);
    assert.match(text, /^container_cpu_seconds_total\{container="web"\} 5$/m);
  }
  assert.doesNotMatch(texts[0] ?? "", /engine_info\{/);
  for (const text of texts.slice(1)) {
    assert.match(text, /^engine_info\{name="Docker",version="29"/m);
  }
  assert.deepEqual(logs, [
    `warn ${slow.message}`,
    `info This is over: ${slow.message}`,
    `warn ${slow.message}`,
  ]);
});

Deno.test("the docker plugin logs that the engine answers again, and asks for its version", async () => {
  const gone = new CallError("unavailable", "Cannot reach the engine");
  const { texts, logs } = await collectAlong([
    DOCKER,
    { ...DOCKER, containers: gone },
    { ...DOCKER, engine: { ...ENGINE, version: "30" } },
  ]);
  assert.deepEqual(logs, [`warn ${gone.message}`, `info This is over: ${gone.message}`]);
  assert.match(texts[2] ?? "", /engine_info\{name="Docker",version="30"/);
});

Deno.test("the docker plugin counts a running container whose sample is all zeros as unread", async () => {
  const zeros = { cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} };
  const { texts: [text = ""] } = await collectAlong([{ ...DOCKER, stats: { [ID]: zeros } }]);
  assert.match(text, /^containers_unread\{reason="empty"\} 1$/m);
  assert.doesNotMatch(text, /cpu_seconds_total\{/);
});

Deno.test("the docker plugin tells the Swarm service or the pod of a container", async () => {
  const labels = {
    "com.docker.stack.namespace": "shop",
    "com.docker.swarm.service.name": "shop_web",
    "io.kubernetes.pod.namespace": "ml",
    "io.kubernetes.pod.name": "vllm-0",
    "io.kubernetes.container.name": "vllm",
  };
  const { texts: [text = ""] } = await collectAlong([{
    ...DOCKER,
    containers: [{ ...WEB, labels }],
  }]);
  const pod = 'kubernetes_namespace="ml",kubernetes_pod="vllm-0",kubernetes_container="vllm"';
  assert(text.includes(`swarm_stack="shop",swarm_service="shop_web",${pod}} 1`), text);
});

Deno.test("the docker plugin tells what the engine keeps on its disk, when it is asked to", async () => {
  const diskUsage = {
    images: { count: 2, bytes: 100, reclaimableBytes: 40 },
    containers: { count: 1, bytes: 7 },
    volumes: { count: 3 },
    buildCache: { count: 0, bytes: 0 },
    containerBytes: { [ID]: 7, gone: 9 },
    volumeBytes: { models: 5e9 },
  };
  const config = { diskUsage: true, diskUsageInterval: 120_000 };
  const failure = new CallError("timed_out", "Cannot ask the engine for /system/df");
  const { texts, logs } = await collectAlong([
    { ...DOCKER, diskUsage },
    { ...DOCKER, diskUsage, config },
    { ...DOCKER, diskUsage: failure, config },
    { ...DOCKER, diskUsage: failure, config },
  ]);
  assert.doesNotMatch(texts[0] ?? "", /^disk_/m);
  for (const text of texts.slice(1, 3)) {
    assert.match(text, /^disk_usage_bytes\{kind="images"\} 100$/m);
    assert.match(text, /^disk_reclaimable_bytes\{kind="images"\} 40$/m);
    assert.match(text, /^disk_items\{kind="volumes"\} 3$/m);
    assert.doesNotMatch(text, /^disk_usage_bytes\{kind="volumes"\}/m);
    assert.match(text, /^container_disk_usage_bytes\{container="web"\} 7$/m);
    assert.match(text, /^volume_size_bytes\{volume="models"\} 5000000000$/m);
  }
  assert.doesNotMatch(texts[3] ?? "", /^disk_/m, "what is not known any more is absent");
  assert.match(texts[3] ?? "", /^up 1$/m);
  assert.deepEqual(logs, [`warn ${failure.message}`]);
});
