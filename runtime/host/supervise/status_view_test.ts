import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { FakeClock } from "../../../tests/support/fake_clock.ts";
import {
  demoFamilies,
  FakeKernel,
  fakeSpec,
  wellBehaved,
} from "../../../tests/support/fake_kernel.ts";
import { configSchema } from "../../contract/config.ts";
import type { LogLevel } from "../../contract/message.ts";
import type { Candidate } from "../../contract/syscall.ts";
import { Claims } from "../../metrics/claims.ts";
import { pluginStatus } from "./status_view.ts";
import { Supervisor } from "./supervisor.ts";

const nothing = () => {};

/** A supervisor whose plugins are fake, with its status at any moment. */
function setUp(behaviour = wellBehaved(demoFamilies)) {
  const kernel = new FakeKernel();
  const clock = new FakeClock();
  const claims = new Claims();
  kernel.behaviours.set("r1", behaviour);
  const supervisor = new Supervisor({
    kernel,
    clock,
    startTurn: () => Promise.resolve(() => {}),
    log: nothing,
    measures: {
      collectionFinished: nothing,
      stateChanged: nothing,
      setUp: nothing,
      restarted: nothing,
      callFinished: nothing,
      familyRejected: nothing,
      tickMissed: nothing,
      reloaded: nothing,
      upgradePending: nothing,
      forget: nothing,
    },
    settings: () => configSchema.parse({}).supervisor,
    publish: () => true,
    withdraw: nothing,
    onChange: nothing,
  }, {
    check: (spec) => claims.check(spec.name, spec.metrics),
    claim: (spec) => claims.replace(spec.name, spec.metrics),
    release: (plugin) => claims.release(plugin),
  });
  const status = (candidate: Candidate) => {
    supervisor.apply([candidate]);
    const [entry] = supervisor.entries();
    assert.ok(entry);
    return () => {
      const pid = kernel.guests[0] ? 1_000 + kernel.guests[0].stream : 0;
      return pluginStatus(supervisor.entries()[0] ?? entry, {
        nowMs: clock.nowMs(),
        unixMs: clock.unixMs(),
        series: () => 7,
        emptyGrant: EMPTY_GRANT,
        usage: [{
          role: "guest",
          name: "demo",
          pid,
          residentBytes: 50_000_000,
          cpuSeconds: 1.5,
          openFds: 9,
          startTimeSeconds: 0,
        }],
      });
    };
  };
  return { clock, kernel, status };
}

Deno.test("pluginStatus shows a plugin that runs, with times, figures and its exact command", async () => {
  const { clock, status } = setUp();
  const spec = fakeSpec({ command: ["deno", "run", "--no-prompt"], denied: ["exec: no"] });
  const view = status({ name: "demo", spec });
  await clock.advance(20_000);
  const shown = view();
  assert.equal(shown.state, "idle");
  assert.deepEqual(shown.command, ["deno", "run", "--no-prompt"]);
  assert.deepEqual(shown.denied, ["exec: no"]);
  assert.equal(shown.interval_seconds, 15);
  assert.equal(shown.timeout_seconds, 10);
  assert.ok(shown.collections >= 1);
  assert.equal(shown.failures, 0);
  assert.equal(shown.series, 7);
  assert.equal(shown.pid, 1_001);
  assert.equal(shown.resident_memory_bytes, 50_000_000);
  assert.equal(shown.cpu_seconds, 1.5);
  assert.match(shown.last_success_at ?? "", /^2023-11-14T22:13:\d\d\.\d{3}Z$/);
  assert.ok(Date.parse(shown.next_collection_at ?? "") >= clock.unixMs());
  assert.equal(shown.last_error, null);
});

Deno.test("pluginStatus shows the last error of a plugin that fails, and when it was", async () => {
  const { clock, status } = setUp((guest, message) => {
    if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
    if (message.type === "collect") {
      guest.say({ type: "failure", id: message.id, message: "No GPU" });
    }
  });
  const view = status({ name: "demo", spec: fakeSpec() });
  await clock.advance(20_000);
  const { failures, last_error, last_success_at } = view();
  assert.ok(failures >= 1);
  assert.match(last_error?.message ?? "", /No GPU/);
  assert.match(last_error?.at ?? "", /^2023-11-14T/);
  assert.equal(last_success_at, null);
});

Deno.test("pluginStatus shows the last warnings of a plugin, each once, the newest first", async () => {
  let round = 0;
  const { clock, status } = setUp((guest, message) => {
    if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
    if (message.type !== "collect") return;
    const say = (level: LogLevel, text: string) => guest.say({ type: "log", level, message: text });
    say("warn", "Metrics are off");
    say("error", `Number ${round++}`);
    say("info", "All is well");
    guest.say({ type: "result", id: message.id, families: [] });
  });
  const view = status({ name: "demo", spec: fakeSpec() });
  await clock.advance(200_000);
  const { warnings } = view();
  assert.equal(warnings.length, 5);
  const texts = warnings.map(({ message }) => message);
  assert.equal(new Set(texts).size, 5);
  assert(round > 5, String(round));
  assert.deepEqual(texts.slice(0, 2), [`Number ${round - 1}`, "Metrics are off"]);
  assert.match(warnings[0]?.at ?? "", /^2023-11-14T/);
});

Deno.test("pluginStatus shows why a process ended, and no figures of another", async () => {
  const { clock, kernel, status } = setUp();
  const view = status({ name: "demo", spec: fakeSpec() });
  await clock.advance(1_000);
  kernel.guests[0]?.exit("memory_limit", "It used too much");
  await clock.advance(10);
  const { last_stop, pid, resident_memory_bytes } = view();
  assert.equal(last_stop?.reason, "memory_limit");
  assert.equal(last_stop?.detail, "It used too much");
  assert.deepEqual([pid, resident_memory_bytes], [null, null]);
});

for (
  const [candidate, state, detail] of [
    [{ name: "demo", disabled: true }, "disabled", /^$/],
    [
      { name: "demo", rejected: { code: "manifest_invalid", message: "No name" } },
      "rejected",
      /^No name$/,
    ],
    [{ name: "demo", pending: { digest: "d", message: "It asks for exec" } }, "pending", /exec/],
  ] satisfies [Candidate, string, RegExp][]
) {
  Deno.test(`pluginStatus shows a plugin that is ${state}, with nothing that runs`, () => {
    const shown = setUp().status(candidate)();
    assert.equal(shown.state, state);
    assert.match(shown.detail, detail);
    assert.deepEqual(shown.pending, candidate.pending ?? null);
    assert.deepEqual([shown.pid, shown.command, shown.collections], [null, [], 0]);
  });
}
