import assert from "node:assert/strict";
import { FakeClock } from "../../../tests/support/fake_clock.ts";
import {
  demoFamilies,
  FakeKernel,
  fakeSpec,
  wellBehaved,
} from "../../../tests/support/fake_kernel.ts";
import { configSchema } from "../../contract/config.ts";
import { Claims } from "../../metrics/claims.ts";
import { Supervisor } from "./supervisor.ts";

function setUp() {
  const kernel = new FakeKernel();
  const clock = new FakeClock();
  const logs: string[] = [];
  const withdrawn: string[] = [];
  const forgotten: string[] = [];
  for (const revision of ["r1", "r2"]) {
    kernel.behaviours.set(revision, wellBehaved(demoFamilies));
  }
  const claims = new Claims();
  const supervisor = new Supervisor({
    kernel,
    clock,
    startTurn: () => Promise.resolve(() => {}),
    log: (level, message) => logs.push(`${level} ${message}`),
    measures: {
      collectionFinished: () => {},
      stateChanged: () => {},
      setUp: () => {},
      restarted: () => {},
      callFinished: () => {},
      familyRejected: () => {},
      tickMissed: () => {},
      reloaded: () => {},
      upgradePending: () => {},
      forget: (plugin) => forgotten.push(plugin),
    },
    settings: () => configSchema.parse({}).supervisor,
    publish: () => true,
    withdraw: (plugin) => withdrawn.push(plugin),
    onChange: () => {},
  }, {
    check: (spec) => claims.check(spec.name, spec.metrics),
    claim: (spec) => claims.replace(spec.name, spec.metrics),
    release: (plugin) => claims.release(plugin),
  });
  const states = () =>
    Object.fromEntries(
      supervisor.entries().map(({ candidate, state }) => [candidate.name, state.name] as const),
    );
  return { kernel, clock, supervisor, logs, withdrawn, forgotten, states };
}

Deno.test("Supervisor runs what may run and shows why the rest does not", async () => {
  const { supervisor, clock, states } = setUp();
  supervisor.apply([
    { name: "demo", spec: fakeSpec() },
    { name: "later", pending: { digest: "d", message: "It asks for exec" } },
    { name: "broken", rejected: { code: "manifest_invalid", message: "No name" } },
    { name: "off", disabled: true },
  ]);
  assert.deepEqual(supervisor.notReady(), [
    'Plugin "demo" has not finished its first collection',
  ]);
  await clock.advance(0);
  assert.deepEqual(states(), {
    broken: "rejected",
    demo: "idle",
    later: "pending",
    off: "disabled",
  });
  assert.deepEqual(supervisor.notReady(), []);
  assert.deepEqual(supervisor.failed(), [
    { name: "broken", detail: 'Plugin "broken" is rejected: No name' },
    { name: "later", detail: 'Plugin "later" is pending: It asks for exec' },
  ]);
  assert.deepEqual(
    supervisor.lines().map(({ name, state, detail }) => `${name} ${state} ${detail}`),
    ["broken rejected No name", "demo running ", "later pending It asks for exec", "off disabled "],
  );
  await supervisor.drain();
});

Deno.test("Supervisor refuses a plugin whose metric belongs to another, until that one leaves", async () => {
  const { supervisor, clock, states, logs } = setUp();
  const thief = { name: "thief", spec: fakeSpec({ name: "thief" }) };
  supervisor.apply([{ name: "demo", spec: fakeSpec() }, thief]);
  await clock.advance(0);
  assert.deepEqual(states(), { demo: "idle", thief: "rejected" });
  assert.match(logs.join("\n"), /"llm_monitor_demo_value_ratio" belongs to plugin "demo"/);
  supervisor.apply([thief]);
  await clock.advance(0);
  assert.deepEqual(states(), { thief: "idle" });
  await supervisor.drain();
});

Deno.test("Supervisor ends a plugin whose folder went away", async () => {
  const { supervisor, clock, kernel, withdrawn, forgotten } = setUp();
  supervisor.apply([{ name: "demo", spec: fakeSpec() }]);
  await clock.advance(0);
  supervisor.apply([]);
  await clock.advance(0);
  assert.equal(kernel.guests[0]?.killed, "removed");
  assert.ok(withdrawn.includes("demo"));
  assert.deepEqual(forgotten, ["demo"]);
  assert.deepEqual(supervisor.entries(), []);
});

Deno.test("Supervisor offers a new revision to the one that runs, and only once", async () => {
  const { supervisor, clock, kernel } = setUp();
  supervisor.apply([{ name: "demo", spec: fakeSpec() }]);
  await clock.advance(0);
  const second = { name: "demo", spec: fakeSpec({ revision: "r2" }) };
  supervisor.apply([second]);
  supervisor.apply([second]);
  await clock.advance(0);
  assert.equal(supervisor.entries()[0]?.instance?.spec.revision, "r2");
  assert.equal(kernel.guests.length, 2);
  await supervisor.drain();
});

Deno.test("Supervisor keeps what runs while a newer digest waits for approval", async () => {
  const { supervisor, clock, kernel } = setUp();
  supervisor.apply([{ name: "demo", spec: fakeSpec() }]);
  await clock.advance(0);
  supervisor.apply([{
    name: "demo",
    spec: fakeSpec(),
    pending: { digest: "e", message: "It asks for exec" },
  }]);
  await clock.advance(15_000);
  assert.equal(kernel.guests.length, 1);
  assert.deepEqual(supervisor.lines(), [
    { name: "demo", state: "running", detail: "It asks for exec" },
  ]);
  await supervisor.drain();
});

Deno.test("Supervisor.drain ends every plugin and settles when they are gone", async () => {
  const { supervisor, clock, kernel, states } = setUp();
  supervisor.apply([{ name: "demo", spec: fakeSpec() }]);
  await clock.advance(0);
  await supervisor.drain();
  assert.equal(kernel.guests[0]?.killed, "shutdown");
  assert.deepEqual(states(), { demo: "stopped" });
});

Deno.test("Supervisor is not ready while no plugin works, and says why", async () => {
  const { supervisor, clock, kernel } = setUp();
  kernel.behaviours.set("r1", (guest, message) => {
    if (message.type === "hello") guest.exit("exit", "It exited with code 7");
  });
  supervisor.apply([{ name: "demo", spec: fakeSpec() }]);
  await clock.advance(0);
  assert.deepEqual(supervisor.notReady(), [
    "No plugin works",
    'Plugin "demo" is backoff: exit: It exited with code 7',
  ]);
  kernel.behaviours.set("r1", wellBehaved(demoFamilies));
  await clock.advance(2_000);
  assert.deepEqual(supervisor.notReady(), []);
  await supervisor.drain();
});

Deno.test("Supervisor gives a plugin the names of its own subsystem, whoever came first", async () => {
  const { supervisor, clock, states } = setUp();
  const thief = { name: "thief", spec: fakeSpec({ name: "thief" }) };
  supervisor.apply([thief]);
  await clock.advance(0);
  assert.deepEqual(states(), { thief: "idle" });
  supervisor.apply([thief, { name: "demo", spec: fakeSpec() }]);
  await clock.advance(0);
  assert.deepEqual(states(), { demo: "idle", thief: "rejected" });
  supervisor.apply([thief, { name: "demo", spec: fakeSpec() }]);
  await clock.advance(0);
  assert.deepEqual(states(), { demo: "idle", thief: "rejected" });
  await supervisor.drain();
});
