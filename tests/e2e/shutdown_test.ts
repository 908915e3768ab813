import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";

const HANGS = { collect: "while (true) {}" };
const SLEEPS = { collect: "await new Promise(() => { setInterval(() => {}, 1000); });" };

async function running(): Promise<{ monitor: Monitor; project: TempProject }> {
  const project = await TempProject.create();
  await project.writePlugin("good");
  await project.writePlugin("loops", HANGS);
  await project.writePlugin("sleeps", SLEEPS);
  const monitor = await Monitor.start(project);
  await monitor.untilState("good", "idle");
  await monitor.untilState("loops", "collecting");
  return { monitor, project };
}

Deno.test("SIGTERM drains everything within its deadline, leaves nothing behind, and exits 0", async () => {
  const { monitor, project } = await running();
  // The host and three plugins.
  const children = await eventually("all run", async () => {
    const found = await descendantsOf(monitor.pid);
    return found.length >= 4 && found;
  });
  const startMs = performance.now();
  const { code } = await monitor.stop();
  assert.equal(code, 0);
  assert.ok(performance.now() - startMs < 10_000);
  assert.deepEqual(await survivors(children), []);
  await project.remove();
});

Deno.test("SIGINT ends with 130", async () => {
  const { monitor, project } = await running();
  monitor.signal("SIGINT");
  assert.equal((await monitor.exited()).code, 130);
  await project.remove();
});

Deno.test("SIGINT ends a single run with 130, whatever it has collected", async () => {
  const project = await TempProject.create();
  await project.writePlugin("sleeps", SLEEPS);
  const monitor = new Monitor(project, ["--once"], {});
  await eventually(
    "it collects",
    async () =>
      (await descendantsOf(monitor.pid)).some(({ command }) => command.includes("/staged/")),
  );
  monitor.signal("SIGINT");
  assert.equal((await monitor.exited()).code, 130);
  await project.remove();
});

Deno.test("when the kernel is killed, nothing of it survives", async () => {
  const { monitor, project } = await running();
  const children = await descendantsOf(monitor.pid);
  monitor.signal("SIGKILL");
  await monitor.exited();
  await eventually(
    "every process is gone",
    async () => (await survivors(children)).length === 0,
    20_000,
  );
  await project.remove();
});

Deno.test("when the host is killed, the kernel says so, ends the rest and exits 1", async () => {
  const { monitor, project } = await running();
  const children = await descendantsOf(monitor.pid);
  const host = children.find(({ command }) => command.includes("runtime/host/main.ts"));
  assert.ok(host);
  Deno.kill(host.pid, "SIGKILL");
  assert.equal((await monitor.exited()).code, 1);
  await eventually(
    "every process is gone",
    async () => (await survivors(children)).length === 0,
    20_000,
  );
  assert.ok(monitor.logs.some(({ code }) => code === "host_failed"));
  await project.remove();
});

Deno.test("a plugin whose process is killed is started again", async () => {
  const { monitor, project } = await running();
  const before = await monitor.plugin("good");
  assert.ok(before?.pid);
  Deno.kill(before.pid, "SIGKILL");
  const after = await monitor.untilReplaced(before);
  assert.equal(after.last_stop?.reason, "signal");
  assert.equal(
    await monitor.value('llm_monitor_plugin_restarts_total{plugin="good",reason="signal"}'),
    1,
  );
  await monitor.stop();
  await project.remove();
});
