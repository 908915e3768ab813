/** Checks that Docker's containers agree with the processes of the cards' tools. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { startDockerApi } from "../../mock/docker/mod.ts";
import { gpuProcesses } from "../../mock/gpu/gpu_process.ts";
import { containerLabelsSchema } from "../../runtime/contract/container_labels.ts";
import { findLabelled } from "../../runtime/kernel/catalog/labelled_containers.ts";
import { pickContainers } from "../../runtime/services/docker/pick_containers.ts";
import { World } from "../../mock/sim/world.ts";

/** As plugins/llm/plugin.yaml declares them. */
const LABELS = containerLabelsSchema.parse({
  name: "llm-monitor.target",
  port: "llm-monitor.port",
  values: { engine: "llm-monitor.engine" },
});

interface Inspection {
  readonly Id: string;
  readonly State: { readonly Pid: number };
  readonly HostConfig: { readonly DeviceRequests: { DeviceIDs: string[] }[] | null };
}

Deno.test("Docker's process ids and cards are those of nvidia-smi, and its labels name targets", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-mock-docker-" });
  const socketPath = `${dir}/docker.sock`;
  const world = new World(defaultWorld({ hasAmd: true }), {
    seed: 5,
    epochUnix: 1.7e9,
    warmUpSeconds: 30,
  });
  world.advance(0);
  world.settings = { containers: { openai: { stopped: true } } };
  world.advance(1);
  const api = await startDockerApi(world, {
    socketPath,
    nowUnix: () => world.unixTime(world.now),
  });
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socketPath } });
  try {
    const ask = async (path: string) =>
      await (await fetch(`http://docker${path}`, { client })).json();
    const processes = gpuProcesses(world);
    for (const { spec, container } of world.engines) {
      const { State, HostConfig } = await ask(
        `/containers/${container.identity.id}/json`,
      ) as Inspection;
      const card = world.cards[spec.card ?? -1]?.spec;
      const device = card?.mig[spec.migDevice ?? -1]?.uuid ?? card?.uuid;
      const ids = HostConfig.DeviceRequests?.flatMap(({ DeviceIDs }) => DeviceIDs);
      assert.deepEqual(ids, card?.vendor === "nvidia" ? [device] : undefined, spec.name);
      assert.equal(State.Pid > 0, spec.name !== "openai", spec.name);
      const own = processes.filter(({ name, card: at, migDevice }) =>
        name === spec.processName && at === spec.card && migDevice === spec.migDevice
      );
      if (spec.card !== undefined && spec.name !== "openai") {
        assert.deepEqual(own.map(({ pid }) => pid), [State.Pid], spec.name);
      }
    }
    assert.equal(new Set(processes.map(({ pid }) => pid)).size, processes.length);
    const { containers, problems } = findLabelled(
      pickContainers(await ask("/containers/json"), []),
      LABELS,
      { known: new Map(), isInContainer: false },
    );
    assert.deepEqual(problems, []);
    const up = world.engines.filter(({ spec }) => spec.name !== "openai");
    assert.deepEqual(
      containers.map(({ name, url, engine }) => [name, url, engine]).sort(),
      up.map(({ spec: { name, port, engine } }) => [name, `http://127.0.0.1:${port}`, engine])
        .sort(),
    );
  } finally {
    client.close();
    await api.close();
    await Deno.remove(dir, { recursive: true });
  }
});
