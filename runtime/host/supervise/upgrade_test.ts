import assert from "node:assert/strict";
import { demoFamilies, fakeSpec, wellBehaved } from "../../../tests/support/fake_kernel.ts";
import { crashing, setUpInstance as setUp } from "../../../tests/support/plugin_instance.ts";

Deno.test("PluginInstance tries an upgrade that failed again, with growing waits, until it works", async () => {
  const { kernel, clock, instance, events, count, end } = setUp({
    r1: wellBehaved(demoFamilies),
    r2: crashing,
  });
  await clock.advance(0);
  instance.offer(fakeSpec({ revision: "r2" }));
  await clock.advance(0);
  assert.equal(instance.spec.revision, "r1");
  assert.match(instance.report.record.upgrade?.message ?? "", /^exit: /);
  assert.ok(events.includes("upgrade pending true"));
  const tries = () => kernel.guests.filter(({ revision }) => revision === "r2").length;
  await clock.advance(4_500);
  assert.equal(tries(), 2);
  await clock.advance(30_000);
  assert.equal(tries(), 4);
  kernel.behaviours.set("r2", wellBehaved(demoFamilies));
  await clock.advance(80_000);
  assert.equal(instance.spec.revision, "r2");
  assert.equal(instance.report.record.upgrade, undefined);
  assert.equal(count("reloaded true"), 1);
  assert.equal(events.at(events.lastIndexOf("reloaded true") - 2), "upgrade pending false");
  await end();
});

Deno.test("PluginInstance tries an upgrade that failed at once when it is offered again", async () => {
  const { kernel, clock, instance, end } = setUp({ r1: wellBehaved(demoFamilies), r2: crashing });
  await clock.advance(0);
  for (let round = 0; round < 5; round++) {
    instance.offer(fakeSpec({ revision: "r2" }));
    await clock.advance(0);
  }
  assert.equal(kernel.guests.filter(({ revision }) => revision === "r2").length, 5);
  kernel.behaviours.set("r2", wellBehaved(demoFamilies));
  instance.offer(fakeSpec({ revision: "r2" }));
  await clock.advance(0);
  assert.equal(instance.spec.revision, "r2");
  await end();
});

Deno.test("PluginInstance forgets an upgrade that was taken back", async () => {
  const { kernel, clock, instance, count, end } = setUp({
    r1: wellBehaved(demoFamilies),
    r2: crashing,
  });
  await clock.advance(0);
  instance.offer(fakeSpec({ revision: "r2" }));
  await clock.advance(0);
  instance.offer(fakeSpec());
  await clock.advance(600_000);
  assert.equal(kernel.guests.filter(({ revision }) => revision === "r2").length, 1);
  assert.equal(instance.report.record.upgrade, undefined);
  assert.equal(count("reloaded true"), 1);
  await end();
});

Deno.test("PluginInstance forgets an upgrade that is taken back while it is tried again", async () => {
  const { kernel, clock, instance, end } = setUp({ r1: wellBehaved(demoFamilies), r2: crashing });
  await clock.advance(0);
  instance.offer(fakeSpec({ revision: "r2" }));
  await clock.advance(0);
  assert.ok(instance.report.record.upgrade);
  // The second try hangs, and is under way when the old version comes back.
  kernel.behaviours.set("r2", () => {});
  await clock.advance(1_500);
  instance.offer(fakeSpec());
  await clock.advance(60_000);
  assert.equal(instance.report.record.upgrade, undefined);
  assert.equal(instance.spec.revision, "r1");
  await end();
});
