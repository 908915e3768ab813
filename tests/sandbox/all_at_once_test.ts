/** Every bad plugin at once, beside good ones. */
import assert from "node:assert/strict";
import type { PluginStatus } from "../../runtime/contract/status.ts";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { addBadPlugin, badPluginNames, KINDS } from "./bad_plugins.ts";

const GOOD = ["good_one", "good_two", "good_three"];

Deno.test("with the whole zoo at once, the good series stay fresh and every end is told", async () => {
  const project = await TempProject.create();
  for (const name of GOOD) await project.writePlugin(name);
  const bad = await badPluginNames();
  for (const name of bad) await addBadPlugin(project, name);
  const monitor = await Monitor.start(project);
  await eventually("every bad one has run, or was refused", async () => {
    const plugins = await monitor.plugins();
    return plugins.length === bad.length + GOOD.length && plugins.every(isDealtWith);
  }, 120_000);
  for (let round = 0; round < 40; round++) {
    const text = await monitor.metrics();
    for (const name of GOOD) assert.ok(isFresh(text, name), `${name} in round ${round}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  for (const name of GOOD) {
    const { last_success_at: at, restarts, last_error: lastError } = await monitor.plugin(name) ??
      {};
    assert.ok(at && Date.now() - Date.parse(at) < 12_000, `${name} succeeded last at ${at}`);
    assert.deepEqual({ restarts, lastError }, { restarts: 0, lastError: null });
  }
  const children = await descendantsOf(monitor.pid);
  assert.equal((await monitor.stop()).code, 0);
  assert.deepEqual(await survivors(children), []);
  await project.remove();
});

/**
 * It failed or collected, or may not run at all: it is refused, or nobody approved what it asks for.
 * Those that misbehave have to have failed.
 */
function isDealtWith({ name, state, last_error, last_success_at }: PluginStatus): boolean {
  if (KINDS.includes(name)) return Boolean(last_error);
  return Boolean(last_error ?? last_success_at) || state === "rejected" || state === "pending";
}

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
