import assert from "node:assert/strict";
import { FakeClock } from "../../tests/support/fake_clock.ts";
import { runDeadline } from "./run_deadline.ts";

/**
 * Sets a deadline of one second for work that waits for a processor during a share of the time, from the
 * moment on at which it was set.
 */
function setUp(share: number | undefined) {
  const clock = new FakeClock();
  const events: string[] = [];
  const lift = runDeadline({
    clock,
    timeoutMs: 1_000,
    readWaitMs: () => Promise.resolve(share === undefined ? undefined : share * clock.nowMs()),
    onStarving: ({ waitedMs }) => events.push(`starving after ${clock.nowMs()}, ${waitedMs}`),
    onOver: (cause) => events.push(`${cause} after ${Math.round(clock.nowMs())}`),
  });
  return { clock, events, lift };
}

Deno.test("runDeadline ends work that runs all the time on time", async () => {
  for (const share of [0, undefined]) {
    const { clock, events } = setUp(share);
    await clock.advance(999);
    assert.deepEqual(events, []);
    await clock.advance(10_000);
    assert.deepEqual(events, ["spent after 1000"]);
  }
});

Deno.test("runDeadline gives starved work the time that it was promised", async () => {
  const { clock, events } = setUp(0.5);
  await clock.advance(60_000);
  assert.equal(events[0], "starving after 1000, 375");
  // Not before it could have run for a second; waits before the first reading are not known.
  const ended = Number(/^spent after (\d+)$/.exec(events[1] ?? "")?.[1]);
  assert.ok(ended >= 1_700 && ended <= 2_000, events.join("; "));
  assert.equal(events.length, 2);
});

Deno.test("runDeadline gives up work that cannot run at all, and says that it starved", async () => {
  const { clock, events } = setUp(1);
  await clock.advance(60_000);
  assert.deepEqual(events.slice(1), ["starved after 6000"]);
});

Deno.test("runDeadline takes small waits for what they are", async () => {
  const { clock, events } = setUp(0.1);
  await clock.advance(60_000);
  assert.equal(events.length, 1);
  assert.match(events[0] ?? "", /^spent after 1[01]\d\d$/);
});

Deno.test("runDeadline counts no more waiting than time that passed", async () => {
  // Three processes that wait at once add up to more.
  const { clock, events } = setUp(3);
  await clock.advance(60_000);
  assert.deepEqual(events.at(-1), "starved after 6000");
});

Deno.test("runDeadline says nothing more once it is lifted", async () => {
  for (const atMs of [10, 500, 1_500]) {
    const { clock, events, lift } = setUp(1);
    await clock.advance(atMs);
    lift();
    const before = events.length;
    await clock.advance(60_000);
    assert.equal(events.length, before);
  }
});
