/** A plugin that has nothing to watch costs no process, and is there as soon as it has something. */
import assert from "node:assert/strict";
import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { FakeEngine } from "../support/fake_engine.ts";
import { freePort } from "../support/free_port.ts";
import { GpuWorld } from "../support/gpu_world.ts";
import { LlmServer, VLLM } from "../support/llm_server.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";

/** The shortest rest without a recheck is its default, a minute. */
const CONFIG = "supervisor: { minInterval: 1s }\npolicy: { free: { docker: [read] } }\n";
/** Well before that. */
const IN_TIME_MS = 45_000;

/** Sees that a plugin is inactive and not started again, and then that it collects what has appeared. */
async function withResting(
  plugin: "gpu" | "docker" | "llm",
  { config, env }: { config: string; env: Record<string, string> },
  { appear }: { appear: () => Promise<void> },
): Promise<void> {
  const project = await TempProject.create();
  try {
    await copyPlugin(plugin, project);
    await project.writeConfig(`${CONFIG}plugins: { ${plugin}: ${config} }\n`);
    const monitor = await Monitor.start(project, { env });
    try {
      await monitor.untilState(plugin, "inactive");
      const looks = `llm_monitor_plugin_collections_total{plugin="${plugin}",result="inactive"}`;
      assert.equal(await monitor.value(looks), 1);
      const next = async () => Date.parse((await monitor.plugin(plugin))?.next_collection_at ?? "");
      const first = await next();
      await eventually("it was rechecked", async () => await next() > first + 3_000);
      assert.equal(await monitor.value(looks), 1, "it was started again");
      await appear();
      const there = async () => (await monitor.plugin(plugin))?.state === "idle";
      await eventually("it collects", there, IN_TIME_MS);
    } finally {
      await monitor.stop();
    }
  } finally {
    await project.remove();
  }
}

Deno.test("gpu rests without a process until nvidia-smi is there", async () => {
  const world = await GpuWorld.create();
  try {
    await world.uninstall();
    await withResting("gpu", { config: "{ interval: 1s }", env: { PATH: world.path } }, {
      appear: () => world.install(),
    });
  } finally {
    await world.remove();
  }
});

Deno.test("llm rests without a process until a server listens", async () => {
  const port = freePort();
  let server: LlmServer | undefined;
  try {
    const config = `{ interval: 1s, timeout: 1s, config: { discover: ["127.0.0.1:${port}"] } }`;
    await withResting("llm", { config, env: { PATH: Deno.env.get("PATH") ?? "" } }, {
      appear: () => {
        server = new LlmServer((path) => VLLM.get(path), port);
        return Promise.resolve();
      },
    });
  } finally {
    await server?.close();
  }
});

Deno.test("docker rests without a process until an engine has its socket", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-engine-" });
  let engine: FakeEngine | undefined;
  try {
    const env = { PATH: Deno.env.get("PATH") ?? "", DOCKER_HOST: `unix://${dir}/docker.sock` };
    await withResting("docker", { config: "{ interval: 1s }", env }, {
      appear: () => {
        engine = new FakeEngine(dir, 3);
        return Promise.resolve();
      },
    });
  } finally {
    await (engine?.stop() ?? Deno.remove(dir, { recursive: true }));
  }
});
