import assert from "node:assert/strict";
import type { DockerContainer } from "../../contract/docker.ts";
import { CallError } from "../../contract/errors.ts";
import { containerLabelsSchema } from "../../contract/container_labels.ts";
import { makeLabelled } from "./labelled_containers.ts";
import { ContainerWatch } from "./container_watch.ts";

const LABELS = containerLabelsSchema.parse({
  name: "llm-monitor.target",
  port: "llm-monitor.port",
});

const CONTAINER: DockerContainer = {
  id: "a".repeat(64),
  name: "web",
  image: "vllm",
  state: "running",
  status: "",
  createdSeconds: 0,
  labels: { "llm-monitor.target": "chat", "llm-monitor.port": "8000" },
  addresses: ["172.18.0.3"],
  ports: [],
  isOnHostNetwork: false,
};

function makeWatch() {
  const world = {
    list: [CONTAINER] as readonly DockerContainer[] | CallError,
    isWanted: true,
    changes: 0,
    asked: 0,
    logs: [] as string[],
  };
  const watch = new ContainerWatch({
    containers: () => {
      world.asked++;
      return world.list instanceof CallError
        ? Promise.reject(world.list)
        : Promise.resolve(world.list);
    },
    wanted: () => world.isWanted ? [LABELS] : [],
    isInContainer: false,
    log: (level, message) => world.logs.push(`${level} ${message}`),
    onChange: () => world.changes++,
  });
  return { world, watch };
}

Deno.test("ContainerWatch tells a change once", async () => {
  const { world, watch } = makeWatch();
  await watch.refresh();
  await watch.refresh();
  assert.deepEqual(makeLabelled(watch.found).find(LABELS), [{
    name: "chat",
    url: "http://172.18.0.3:8000",
  }]);
  assert.deepEqual(makeLabelled(watch.found).urls(), ["http://172.18.0.3:8000"]);
  assert.equal(world.changes, 1);
  world.list = [];
  await watch.refresh();
  assert.deepEqual([makeLabelled(watch.found).find(LABELS), world.changes], [[], 2]);
});

Deno.test("ContainerWatch asks nobody when no plugin wants to know, and forgets", async () => {
  const { world, watch } = makeWatch();
  await watch.refresh();
  world.isWanted = false;
  await watch.refresh();
  assert.deepEqual([makeLabelled(watch.found).find(LABELS), world.asked, world.changes], [
    [],
    1,
    2,
  ]);
});

Deno.test("ContainerWatch keeps what it found while the engine does not answer", async () => {
  const { world, watch } = makeWatch();
  await watch.refresh();
  world.list = new CallError("unavailable", "gone");
  await watch.refresh();
  assert.equal(makeLabelled(watch.found).find(LABELS).length, 1);
  assert.equal(world.changes, 1);
});

Deno.test("ContainerWatch logs what is wrong with a label once", async () => {
  const { world, watch } = makeWatch();
  world.list = [{ ...CONTAINER, labels: { "llm-monitor.target": "chat" } }];
  await watch.refresh();
  await watch.refresh();
  assert.equal(world.logs.length, 1, world.logs.join());
});

Deno.test("ContainerWatch looks by itself until it is stopped", async () => {
  const { world, watch } = makeWatch();
  watch.start();
  await new Promise((resolve) => setTimeout(resolve, 20));
  watch.stop();
  assert.equal(world.asked, 1);
});
