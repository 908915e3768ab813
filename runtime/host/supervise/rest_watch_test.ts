import assert from "node:assert/strict";
import { demoFamilies, fakeSpec, wellBehaved } from "../../../tests/support/fake_kernel.ts";
import type { Behaviour } from "../../../tests/support/fake_kernel.ts";
import { SETTINGS, setUpInstance as setUp } from "../../../tests/support/plugin_instance.ts";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { KernelError } from "../kernel_error.ts";

/** Finds a card if the kernel reads one, and is inactive without. */
const seeksCard: Behaviour = (guest, message) => {
  switch (message.type) {
    case "hello":
      return guest.say({ type: "hello", protocol: 1 });
    case "collect":
      return guest.say({
        type: "call",
        id: 1,
        service: "facts",
        method: "read",
        args: ["/sys/card"],
      });
    case "return":
      return message.ok
        ? guest.say({ type: "result", id: 1, families: demoFamilies() })
        : guest.say({ type: "inactive", id: 1, reason: "There is no card" });
  }
};

Deno.test("PluginInstance rests without a process while nothing changes, and looks when something does", async () => {
  const { kernel, clock, instance, events, end } = setUp({ r1: seeksCard });
  kernel.answer = () => Promise.reject(new KernelError("not_found", "There is no such file"));
  kernel.recheck = { answers: [{ outcome: "not_found" }], listeners: [] };
  await clock.advance(0);
  assert.deepEqual(instance.state, { name: "inactive", detail: "There is no card" });
  assert.equal(instance.hasAttempted, true);
  assert.equal(kernel.guests[0]?.killed, "idle");
  assert.ok(events.includes("up "));
  await clock.advance(5 * SETTINGS.inactiveInterval);
  assert.equal(kernel.guests.length, 1);
  const rechecks = kernel.requests.filter(({ call }) => call === "recheck");
  assert.equal(rechecks.length, 5 * SETTINGS.inactiveInterval / fakeSpec().intervalMs);
  assert.deepEqual(rechecks[0]?.args, {
    plugin: "demo",
    revision: "r1",
    calls: [{ service: "facts", method: "read", args: ["/sys/card"] }],
    addresses: [],
  });
  kernel.answer = () => Promise.resolve("a card");
  kernel.recheck = { answers: [{ outcome: "ok", value: "a card" }], listeners: [] };
  await clock.advance(fakeSpec().intervalMs);
  assert.equal(instance.state.name, "idle");
  assert.equal(kernel.guests.length, 2);
  await end();
});

Deno.test("PluginInstance looks after the shortest rest where nothing tells what it saw", async () => {
  let isThere = false;
  const read = fakeSpec({ grant: { ...EMPTY_GRANT, read: ["/etc/demo"] } });
  const { clock, instance, end } = setUp({
    r1: (guest, message) => {
      if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
      if (message.type !== "collect") return;
      if (isThere) guest.say({ type: "result", id: message.id, families: demoFamilies() });
      else guest.say({ type: "inactive", id: message.id, reason: "There is no GPU" });
    },
  }, { spec: read });
  await clock.advance(0);
  isThere = true;
  await clock.advance(SETTINGS.inactiveInterval - 1);
  assert.equal(instance.state.name, "inactive");
  await clock.advance(1);
  assert.equal(instance.state.name, "idle");
  await end();
});

Deno.test("PluginInstance that rests looks again at once when its settings change", async () => {
  const { kernel, clock, instance, end } = setUp({
    r1: seeksCard,
    r2: wellBehaved(demoFamilies),
  });
  kernel.answer = () => Promise.reject(new KernelError("not_found", "There is no such file"));
  await clock.advance(0);
  instance.offer(fakeSpec({ revision: "r2" }));
  await clock.advance(0);
  assert.equal(instance.state.name, "idle");
  await end();
});

Deno.test("PluginInstance can be drained in the middle of a recheck", async () => {
  const { kernel, clock, instance, end } = setUp({ r1: seeksCard });
  kernel.answer = () => Promise.reject(new KernelError("not_found", "There is no such file"));
  await clock.advance(0);
  const request = kernel.request.bind(kernel);
  kernel.request = (call, args) => call === "recheck" ? new Promise(() => {}) : request(call, args);
  await clock.advance(fakeSpec().intervalMs);
  await end();
  assert.equal(instance.state.name, "stopped");
});
