import assert from "node:assert/strict";
import { demoFamilies, wellBehaved } from "../../../tests/support/fake_kernel.ts";
import type { Behaviour } from "../../../tests/support/fake_kernel.ts";
import { readDetail } from "../lifecycle/state.ts";
import { SETTINGS, setUpInstance as setUp } from "../../../tests/support/plugin_instance.ts";

/** A guest that answers when it is told to; what waits for a processor is told by the kernel. */
function starving(share: number) {
  const answers: (() => void)[] = [];
  const behaviour: Behaviour = (guest, message) => {
    if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
    if (message.type === "collect") {
      answers.push(() => guest.say({ type: "result", id: message.id, families: demoFamilies() }));
    }
  };
  const parts = setUp({ r1: behaviour });
  parts.kernel.answer = (call) =>
    Promise.resolve(call === "waits" ? { waitedMs: share * parts.clock.nowMs() } : null);
  return { ...parts, answer: () => answers.shift()?.() };
}

Deno.test("PluginInstance lets a starved plugin go on, and says so once", async () => {
  const { clock, instance, kernel, published, logs, count, answer, end } = starving(0.9);
  await clock.advance(12_000);
  assert.equal(instance.state.name, "starved");
  assert.match(
    readDetail(instance.state),
    /^The machine is saturated: of the last 10.0 s it waited/,
  );
  assert.equal(kernel.guests.length, 1);
  answer();
  await clock.advance(0);
  assert.equal(instance.state.name, "idle");
  assert.equal(published.length, 1);
  assert.equal(instance.report.record.failures, 0);
  assert.equal(count('restarted "starved"'), 0);
  assert.equal(logs.filter((line) => line.includes("is starved")).length, 1);
  // The next collection is in time, and ends it.
  kernel.answer = () => Promise.resolve({ waitedMs: 0 });
  await clock.advance(15_000);
  answer();
  await clock.advance(0);
  assert.equal(logs.filter((line) => line.includes("is no longer starved")).length, 1);
  await end();
});

Deno.test("PluginInstance gives up a collection that cannot run, without backoff or quarantine", async () => {
  const { clock, instance, kernel, count, end } = starving(1);
  await clock.advance(60_000);
  assert.equal(kernel.guests[0]?.killed, "starved");
  assert.equal(instance.state.name, "starved");
  await clock.advance(600_000);
  assert.ok(kernel.guests.length > 5);
  assert.equal(count("state backoff") + count("state quarantined"), 0);
  assert.equal(instance.report.record.failures, 0);
  const over = kernel.guests.filter(({ killed }) => killed === "starved").length;
  assert.equal(count("collection starved"), over);
  await end();
});

Deno.test("PluginInstance treats a start that cannot run in the same way", async () => {
  const { clock, instance, kernel, count, end } = starving(1);
  kernel.behaviours.set("r1", () => {});
  await clock.advance(6 * SETTINGS.startTimeout + 1);
  assert.equal(kernel.guests[0]?.killed, "starved");
  assert.equal(instance.state.name, "starved");
  assert.equal(instance.hasAttempted, true);
  kernel.behaviours.set("r1", wellBehaved(demoFamilies));
  await clock.advance(15_000);
  assert.equal(instance.state.name, "idle");
  assert.equal(count("state backoff"), 0);
  await end();
});
