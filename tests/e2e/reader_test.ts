import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { Monitor, withMonitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";

const GAUGE = 'return new FamilySet().gauge("llm_monitor_good_value_ratio", {}, 0.5).families();';

/** The reader that runs now, which is none that ran before. */
async function findReader(
  { pid: kernel }: Monitor,
  before: ReadonlySet<number>,
): Promise<number | undefined> {
  return (await descendantsOf(kernel)).find(({ command, pid }) =>
    command.includes("kernel/reader/main.ts") && !before.has(pid)
  )?.pid;
}

Deno.test("a reader that is lost while it reads costs a try: what ran runs on, what is new comes later", () =>
  withMonitor(async (project) => {
    await project.writePlugin("good", { collect: GAUGE });
  }, async (monitor, project) => {
    await monitor.untilReady();
    await monitor.untilState("good", "idle");
    const lost = new Set<number>();
    const idle = await findReader(monitor, lost);
    if (idle !== undefined) {
      Deno.kill(idle, "SIGKILL");
      lost.add(idle);
    }
    await project.writeConfig("plugins: { good: { interval: 7s } }\n");
    await project.writePlugin("late", { collect: "return [];" });
    // One that was just started has been asked, and has not answered.
    const busy = await eventually("it reads again", () => findReader(monitor, lost));
    Deno.kill(busy, "SIGKILL");
    const line = await monitor.untilLogged(/"reader_failed"/);
    assert.match(line.message, /the process of reader ended/);
    await eventually("the configuration is in force", async () => {
      return (await monitor.plugin("good"))?.interval_seconds === 7;
    });
    await monitor.untilState("late", "idle");
    await eventually(
      "the reload is told",
      async () => await monitor.value("llm_monitor_runtime_config_reload_success") === 1,
    );
    assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
    assert.equal(
      await monitor.value('llm_monitor_plugin_restarts_total{plugin="good",reason="exit"}') ?? 0,
      0,
    );
  }));

Deno.test("a reader ends when nothing was asked for a while, and with the kernel at once", async () => {
  const project = await TempProject.create();
  await project.writePlugin("good", { collect: GAUGE });
  const monitor = await Monitor.start(project);
  await monitor.untilReady();
  const first = await findReader(monitor, new Set());
  await eventually(
    "it has ended",
    async () => await findReader(monitor, new Set()) === undefined,
    60_000,
  );
  await project.writePlugin("late", { collect: "return [];" });
  const second = await eventually("it reads again", () => findReader(monitor, new Set()));
  assert.notEqual(second, first);
  const children = await descendantsOf(monitor.pid);
  monitor.signal("SIGKILL");
  await monitor.exited();
  await eventually("nothing is left", async () => (await survivors(children)).length === 0);
  await project.remove();
});
