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
