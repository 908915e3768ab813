import assert from "node:assert/strict";
import fc from "fast-check";
import { ProbeSchedule } from "./schedule.ts";
import { TokenBudget } from "./token_budget.ts";
import { Turns } from "./turns.ts";

const DAY = 86_400;
const MIDNIGHT = 20_000 * DAY;

Deno.test("TokenBudget counts down, is never below nothing, and begins anew at midnight of UTC", () => {
  const budget = new TokenBudget(1000, MIDNIGHT);
  assert.equal(budget.left(MIDNIGHT), 1000);
  budget.spend(300, MIDNIGHT + 60);
  assert.equal(budget.left(MIDNIGHT + DAY - 1), 700);
  budget.spend(900, MIDNIGHT + DAY - 1);
  assert.equal(budget.left(MIDNIGHT + DAY - 1), 0);
  assert.equal(budget.left(MIDNIGHT + DAY), 1000);
});

Deno.test("TokenBudget takes the part of the day before it as spent", () => {
  assert.equal(new TokenBudget(1000, MIDNIGHT + DAY / 4).left(MIDNIGHT + DAY / 4), 750);
  const late = new TokenBudget(1000, MIDNIGHT + DAY - 1);
  assert.equal(late.left(MIDNIGHT + DAY - 1), 0);
  assert.equal(late.left(MIDNIGHT + DAY), 1000);
});

Deno.test("TokenBudget begins no day when the clock is set back", () => {
  const budget = new TokenBudget(1000, MIDNIGHT);
  budget.spend(400, MIDNIGHT);
  assert.equal(budget.left(MIDNIGHT - 1), 600);
  assert.equal(budget.left(MIDNIGHT), 600);
});

Deno.test("TokenBudget is not overdrawn by those who ask it before", () => {
  const step = fc.tuple(fc.nat(DAY), fc.integer({ min: 1, max: 400 }));
  fc.assert(fc.property(fc.array(step), fc.nat(DAY - 1), (steps, startSeconds) => {
    let now = MIDNIGHT + startSeconds;
    const budget = new TokenBudget(1000, now);
    const spent = new Map<number, number>();
    for (const [wait, tokens] of steps) {
      now += wait;
      if (tokens > budget.left(now)) continue;
      budget.spend(tokens, now);
      const day = Math.floor(now / DAY);
      spent.set(day, (spent.get(day) ?? 0) + tokens);
    }
    assert([...spent.values()].every((tokens) => tokens <= 1000));
  }));
});

Deno.test("ProbeSchedule waits for a second collection, then for the interval and up to a tenth more", () => {
  const schedule = new ProbeSchedule(1000);
  assert.equal(schedule.isDue(5), false);
  schedule.collected();
  assert.equal(schedule.isDue(5), false);
  schedule.collected();
  assert.equal(schedule.isDue(5), true);
  schedule.began(10, 0);
  assert.deepEqual([1009, 1010].map((ms) => schedule.isDue(ms)), [false, true]);
  schedule.began(10, 1);
  assert.deepEqual([1109, 1110].map((ms) => schedule.isDue(ms)), [false, true]);
});

/** Work that a test ends by hand. */
class Work {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();

  readonly of = (name: string) => (): Promise<void> => {
    this.begun.push(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ends.set(name, resolve);
    return promise;
  };

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

Deno.test("Turns lets two work, one of each name, and then those who wait by their place", async () => {
  const [turns, work] = [new Turns(2), new Work()];
  for (const name of ["a", "b", "c", "d", "e"]) turns.take(name, work.of(name));
  // The new work of one who waits takes its place.
  turns.take("c", work.of("c2"));
  turns.take("a", work.of("a2"));
  turns.leave("d");
  assert.deepEqual(work.begun, ["a", "b"]);
  assert.deepEqual(["a", "c"].map((name) => turns.isWorking(name)), [true, false]);
  await work.end("b");
  assert.deepEqual(work.begun, ["a", "b", "c2"]);
  await work.end("c2");
  assert.deepEqual(work.begun, ["a", "b", "c2", "e"]);
  // It was asked for again while it worked.
  await work.end("a");
  assert.deepEqual(work.begun, ["a", "b", "c2", "e", "a2"]);
  await work.end("a2");
  await work.end("e");
  assert.equal(turns.isWorking("a"), false);
});
