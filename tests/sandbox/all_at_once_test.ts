/** Every kind of bad plugin at once, beside good ones. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { addBadPlugin, KINDS } from "./bad_plugins.ts";

const GOOD = ["good_one", "good_two", "good_three"];
/** Those that try to reach something, beside all kinds of those that misbehave. */
const CURIOUS = ["reads_files", "fetches_code", "reads_environment", "runs_programs"];

Deno.test("with every bad plugin at once, the good series stay fresh and every end is told", async () => {
  const project = await TempProject.create();
  for (const name of GOOD) await project.writePlugin(name);
  for (const name of [...KINDS, ...CURIOUS]) await addBadPlugin(project, name);
  const monitor = await Monitor.start(project);
  await eventually("every bad one was reported", async () => {
    const plugins = await Promise.all(KINDS.map((name) => monitor.plugin(name)));
    return plugins.every((plugin) => plugin?.last_error);
  }, 60_000);
  for (let round = 0; round < 40; round++) {
    const text = await monitor.metrics();
    for (const name of GOOD) assert.ok(isFresh(text, name), `${name} in round ${round}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  for (const name of GOOD) {
    const { last_success_at: at, restarts } = await monitor.plugin(name) ?? {};
    assert.ok(at && Date.now() - Date.parse(at) < 12_000, `${name} succeeded last at ${at}`);
    assert.equal(restarts, 0);
  }
  const children = await descendantsOf(monitor.pid);
  assert.equal((await monitor.stop()).code, 0);
  assert.deepEqual(await survivors(children), []);
  await project.remove();
});

function isFresh(text: string, name: string): boolean {
  return new RegExp(`^llm_monitor_${name}_value_ratio 0\\.5$`, "m").test(text) &&
    new RegExp(`^llm_monitor_plugin_up\\{plugin="${name}"\\} 1$`, "m").test(text);
}

Deno.test("whichever process is killed, and when, the rest goes on or ends whole", async () => {
  const project = await TempProject.create();
  for (const name of GOOD) await project.writePlugin(name);
  const monitor = await Monitor.start(project);
  await monitor.untilReady();
  for (let round = 0; round < 10; round++) {
    const guests = (await descendantsOf(monitor.pid)).filter(({ command }) =>
      command.includes("/staged/")
    );
    const victim = guests[round % Math.max(guests.length, 1)];
    if (victim) Deno.kill(victim.pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 130));
    assert.equal((await monitor.get("/health")).status, 200);
  }
  for (const name of GOOD) {
    await eventually(
      `${name} collects again, or is quarantined for its crashes`,
      async () =>
        ["idle", "quarantined", "backoff"].includes((await monitor.plugin(name))?.state ?? ""),
    );
  }
  const children = await descendantsOf(monitor.pid);
  monitor.signal("SIGKILL");
  await monitor.exited();
  await eventually("nothing is left", async () => (await survivors(children)).length === 0);
  await project.remove();
});
