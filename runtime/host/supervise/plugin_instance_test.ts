import assert from "node:assert/strict";
import { demoFamilies, fakeSpec, wellBehaved } from "../../../tests/support/fake_kernel.ts";
import {
  crashing,
  SETTINGS,
  setUpInstance as setUp,
  silent,
} from "../../../tests/support/plugin_instance.ts";

Deno.test("PluginInstance collects at once, and then on its grid in the same process", async () => {
  const { kernel, clock, published, instance, end } = setUp({ r1: wellBehaved(demoFamilies) });
  await clock.advance(0);
  assert.equal(published.length, 1);
  assert.equal(published[0]?.expiresAtMs, 2 * 15_000 + 10_000);
  assert.equal(instance.hasAttempted, true);
  assert.equal(instance.state.name, "idle");
  await clock.advance(60_000);
  assert.equal(published.length, 5);
  assert.equal(kernel.guests.length, 1);
  await end();
  assert.equal(instance.state.name, "stopped");
  assert.equal(kernel.guests[0]?.killed, "shutdown");
});

Deno.test("PluginInstance keeps the process of a plugin that throws, and says so once", async () => {
  const { kernel, clock, logs, count, end } = setUp({
    r1: (guest, message) => {
      if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
      if (message.type === "collect") {
        guest.say({ type: "failure", id: message.id, message: "Error: target is down" });
      }
    },
  });
  await clock.advance(60_000);
  assert.equal(kernel.guests.length, 1);
  assert.equal(count("collection failure"), 5);
  assert.equal(count("up false"), 5);
  assert.deepEqual(logs.filter((line) => line.includes("target is down")).length, 1);
  await end();
});

Deno.test("PluginInstance backs off after crashes, quarantines, and tries again", async () => {
  const { kernel, clock, instance, count, end } = setUp({ r1: crashing });
  await clock.advance(86_000);
  assert.equal(kernel.guests.length, 5);
  assert.equal(instance.state.name, "quarantined");
  assert.equal(count('restarted "exit"'), 5);
  await clock.advance(SETTINGS.quarantineTrial - 20_000);
  assert.equal(kernel.guests.length, 5);
  kernel.behaviours.set("r1", wellBehaved(demoFamilies));
  await clock.advance(30_000);
  assert.equal(instance.state.name, "idle");
  assert.equal(instance.report.record.lastError?.code, "exit");
  await end();
});

Deno.test("PluginInstance ends a collection that hangs and tries again at the next tick", async () => {
  const { kernel, clock, instance, count, end } = setUp({ r1: silent });
  await clock.advance(10_000);
  assert.equal(kernel.guests[0]?.killed, "call_timeout");
  assert.equal(instance.state.name, "retired");
  await clock.advance(5_000);
  assert.equal(kernel.guests.length, 2);
  assert.equal(count("state quarantined"), 0);
  await end();
});

Deno.test("PluginInstance keeps its schedule when the wall clock jumps", async () => {
  const { clock, instance, published, count, end } = setUp({ r1: wellBehaved(demoFamilies) });
  await clock.advance(0);
  const collections = () => count("collection ok");
  for (const jumpMs of [86_400_000, -7 * 86_400_000, 3_600_000]) {
    const before = collections();
    clock.jump(jumpMs);
    await clock.advance(4 * fakeSpec().intervalMs);
    assert.equal(collections() - before, 4, `after a jump of ${jumpMs} ms`);
    const { lastSuccessMs } = instance.report.record;
    // The last success is told in the time that people have now.
    assert.ok(Math.abs((lastSuccessMs ?? 0) - clock.unixMs()) <= fakeSpec().intervalMs);
  }
  assert.equal(instance.report.record.missedTicks, 0);
  assert.ok(published.every(({ expiresAtMs }) => expiresAtMs <= clock.nowMs() + 86_400_000));
  await end();
});

Deno.test("PluginInstance counts the ticks that a slow collection missed", async () => {
  const spec = fakeSpec({ intervalMs: 5_000, timeoutMs: 30_000 });
  const { clock, instance, count, end } = setUp({ r1: silent }, { spec });
  await clock.advance(31_000);
  // The grid has points at 3.75 s, 8.75 s, ... 28.75 s.
  assert.equal(instance.report.record.missedTicks, 6);
  assert.equal(count("missed"), 6);
  await end();
});

Deno.test("PluginInstance ends the process of a plugin with a long interval between collections", async () => {
  const spec = fakeSpec({ intervalMs: 300_000 });
  const { kernel, clock, instance, end } = setUp({ r1: wellBehaved(demoFamilies) }, { spec });
  await clock.advance(0);
  assert.equal(kernel.guests[0]?.killed, "idle");
  assert.equal(instance.state.name, "retired");
  assert.equal(instance.pid, null);
  await clock.advance(300_000);
  assert.equal(kernel.guests.length, 2);
  await end();
});

Deno.test("PluginInstance renews a process after so many runs, and at an age", async () => {
  for (
    const settings of [
      { ...SETTINGS, recycleAfterRuns: 2 },
      { ...SETTINGS, recycleAfter: 10_000 },
    ]
  ) {
    const { kernel, clock, end } = setUp({ r1: wellBehaved(demoFamilies) }, { settings });
    await clock.advance(30_000);
    assert.equal(kernel.guests[0]?.killed, "recycled");
    assert.equal(kernel.guests.length, 2);
    await end();
  }
});

Deno.test("PluginInstance refuses a result with undeclared families and publishes the rest", async () => {
  const { clock, published, count, end } = setUp({
    r1: wellBehaved(() => [...demoFamilies(), { name: "llm_monitor_demo_other", samples: [] }]),
  });
  await clock.advance(0);
  assert.equal(published[0]?.series, 1);
  assert.equal(count('rejected "family_not_declared"'), 1);
  await end();
});

Deno.test("PluginInstance swaps to a new revision once that was proved", async () => {
  const { kernel, clock, instance, events, published, end } = setUp({
    r1: wellBehaved(demoFamilies),
    r2: wellBehaved(demoFamilies),
  });
  await clock.advance(0);
  instance.offer(fakeSpec({ revision: "r2" }));
  await clock.advance(0);
  assert.equal(instance.spec.revision, "r2");
  assert.equal(kernel.guests[0]?.killed, "replaced");
  assert.equal(published.length, 2);
  assert.ok(events.indexOf("adopt r2") > 0 && events.includes("reloaded true"));
  await clock.advance(15_000);
  assert.equal(kernel.guests.length, 2);
  assert.equal(instance.state.name, "idle");
  await end();
});

Deno.test("PluginInstance keeps the old revision when the new one fails", async () => {
  for (const bad of [crashing, silent]) {
    const { kernel, clock, instance, count, end } = setUp({
      r1: wellBehaved(demoFamilies),
      r2: bad,
    });
    await clock.advance(0);
    instance.offer(fakeSpec({ revision: "r2" }));
    await clock.advance(12_000);
    assert.equal(instance.spec.revision, "r1");
    assert.equal(count("reloaded false"), 1);
    assert.equal(instance.report.record.reload?.ok, false);
    assert.equal(kernel.guests[0]?.killed, undefined);
    await clock.advance(15_000);
    assert.equal(instance.isHealthy, true);
    await end();
  }
});

Deno.test("PluginInstance takes a new revision at once when the old one gives nothing", async () => {
  const { clock, instance, end } = setUp({ r1: crashing, r2: wellBehaved(demoFamilies) });
  await clock.advance(86_000);
  assert.equal(instance.state.name, "quarantined");
  instance.offer(fakeSpec({ revision: "r2" }));
  await clock.advance(0);
  assert.equal(instance.spec.revision, "r2");
  assert.equal(instance.state.name, "idle");
  await end();
});

Deno.test("PluginInstance.drain gives up an open collection without counting a failure", async () => {
  const { kernel, clock, instance, end } = setUp({ r1: silent });
  await clock.advance(100);
  await end();
  assert.equal(kernel.guests[0]?.killed, "shutdown");
  assert.equal(instance.report.record.failures, 0);
});

Deno.test("PluginInstance notices a process that was lost while it was idle", async () => {
  const { kernel, clock, instance, end } = setUp({ r1: wellBehaved(demoFamilies) });
  await clock.advance(0);
  kernel.guests[0]?.exit("memory_limit", "It used too much");
  await clock.advance(0);
  assert.equal(instance.state.name, "backoff");
  await clock.advance(2_000);
  assert.equal(instance.state.name, "idle");
  assert.equal(kernel.guests.length, 2);
  await end();
});

Deno.test("PluginInstance says when quarantine begins, goes on and ends", async () => {
  const { clock, kernel, logs, end } = setUp({ r1: crashing });
  await clock.advance(86_000 + SETTINGS.quarantineTrial);
  const said = () =>
    logs.filter((line) => line.includes("quarantine")).map((line) => line.split(",")[0]);
  assert.deepEqual(said(), [
    'error Plugin "demo" is quarantined',
    'error Plugin "demo" stays quarantined',
  ]);
  kernel.behaviours.set("r1", wellBehaved(demoFamilies));
  await clock.advance(2 * SETTINGS.quarantineTrial);
  assert.equal(said().at(-1), 'info Plugin "demo" left quarantine');
  await end();
});
