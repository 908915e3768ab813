/** Nobody reads the log: its pipe is full, and each write to it would wait for ever. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { Monitor, withMonitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";

const DROPPED = "llm_monitor_runtime_log_lines_dropped_total";
const COLLECTIONS = 'llm_monitor_plugin_collections_total{plugin="good",result="ok"}';

/** Each may write a megabyte at once: together they write more than a pipe and the queue hold. */
const NOISY = ["noisy_a", "noisy_b", "noisy_c", "noisy_d"];

/** One plugin that is watched, and some that log all that they may. */
async function writeProject(project: TempProject): Promise<void> {
  const plugins = ["good", ...NOISY].map((name) => `${name}: { interval: "200ms" }`);
  await project.writeConfig(
    `supervisor: { minInterval: "200ms" }\nplugins: { ${plugins.join(", ")} }\n`,
  );
  await project.writePlugin("good");
  for (const name of NOISY) {
    await project.writePlugin(name, {
      collect: `for (let line = 0; line < 90; line++) context.log("info", "x".repeat(900));
      return [];`,
    });
  }
}

async function untilDropping(monitor: Monitor): Promise<number> {
  return await eventually("lines are dropped", async () => {
    const dropped = await monitor.value(DROPPED) ?? 0;
    return dropped > 0 && dropped;
  }, 60_000);
}

Deno.test("a log that nobody reads stops neither collections nor scrapes nor reloads", async () => {
  await withMonitor(writeProject, async (monitor, project) => {
    await monitor.untilReady();
    assert.equal(await monitor.value(DROPPED), 0);
    monitor.holdLog();
    await untilDropping(monitor);
    const before = await monitor.value(COLLECTIONS) ?? NaN;
    await eventually("collections go on", async () => {
      return (await monitor.value(COLLECTIONS) ?? 0) >= before + 10;
    });
    await project.writePlugin("late");
    await monitor.untilState("late", "idle");
    assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="good"}'), 1);

    for (const name of NOISY) await project.writePlugin(name);
    for (const name of NOISY) await monitor.untilState(name, "idle");
    monitor.resumeLog();
    const { lines, level } = await monitor.untilLogged(/log_lines_dropped/);
    assert.equal(level, "warn");
    assert(typeof lines === "number" && lines > 0, `${lines} lines`);
    // What is counted is what is told, and what comes afterwards is written.
    await eventually("the metric is what the log tells", async () => {
      const told = monitor.logs.filter(({ code }) => code === "log_lines_dropped");
      const sum = told.reduce((total, { lines }) => total + Number(lines), 0);
      return await monitor.value(DROPPED) === sum;
    });
    await project.writePlugin("last");
    await monitor.untilLogged(/"last"/);
    assert.deepEqual(monitor.logs.filter((line) => line.level === "raw"), []);
  });
});

Deno.test("a log that nobody reads does not keep it from ending", async () => {
  const project = await TempProject.create();
  await writeProject(project);
  const monitor = await Monitor.start(project);
  await monitor.untilReady();
  monitor.holdLog();
  await untilDropping(monitor);
  const children = await descendantsOf(monitor.pid);
  monitor.signal("SIGTERM");
  await eventually("all have ended", async () => (await survivors(children)).length === 0);
  monitor.resumeLog();
  assert.equal((await monitor.exited()).code, 0);
  await project.remove();
});
