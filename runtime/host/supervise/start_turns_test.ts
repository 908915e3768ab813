import assert from "node:assert/strict";
import { FakeClock } from "../../../tests/support/fake_clock.ts";
import { StartTurns } from "./start_turns.ts";

function setUp(atOnce: number) {
  const clock = new FakeClock();
  const turns = new StartTurns(clock, atOnce);
  const started: string[] = [];
  const take = (name: string) =>
    turns.take(name).then((end) => {
      started.push(name);
      return end;
    });
  return { clock, started, take };
}

Deno.test("StartTurns lets so many start at once, and the others in their order", async () => {
  const { clock, started, take } = setUp(2);
  const [first] = [take("a"), take("b"), take("c"), take("d")];
  await clock.advance(0);
  assert.deepEqual(started, ["a", "b"]);
  const end = await first;
  end?.();
  // A turn that is over is not over again.
  end?.();
  await clock.advance(0);
  assert.deepEqual(started, ["a", "b", "c"]);
});

Deno.test("StartTurns waits for one that hangs half a second, and no longer", async () => {
  const { clock, started, take } = setUp(1);
  void take("hangs");
  void take("next");
  await clock.advance(499);
  assert.deepEqual(started, ["hangs"]);
  await clock.advance(1);
  assert.deepEqual(started, ["hangs", "next"]);
});

Deno.test("StartTurns gives turns that nobody waited for to those who come", async () => {
  const { clock, started, take } = setUp(1);
  (await take("a"))();
  (await take("b"))();
  await clock.advance(1_000);
  void take("c");
  void take("d");
  await clock.advance(0);
  assert.deepEqual(started, ["a", "b", "c"]);
});

Deno.test("StartTurns lets the last of many wait seconds, however many of them hang", async () => {
  const { clock, started, take } = setUp(1);
  for (let index = 0; index < 35; index++) void take(`hangs${index}`);
  void take("good");
  await clock.advance(5_500);
  assert.equal(started.at(-1), "good");
});

Deno.test("StartTurns lets one that hung the last time come after the others", async () => {
  const { clock, started, take } = setUp(1);
  const first = take("hangs");
  await clock.advance(500);
  (await first)();
  void take("blocks");
  void take("hangs");
  void take("good");
  await clock.advance(500);
  assert.deepEqual(started, ["hangs", "blocks", "good"]);
});
