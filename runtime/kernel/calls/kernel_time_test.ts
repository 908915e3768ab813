import assert from "node:assert/strict";
import { KernelTime } from "./kernel_time.ts";

/** A clock that a test moves, and a processor on which each piece of work takes as long as it says. */
function setUp() {
  const machine = { nowMs: 0, cpuMs: 0 };
  const over: string[] = [];
  const time = new KernelTime({
    nowMs: () => machine.nowMs,
    cpuMs: () => machine.cpuMs,
    wait: (ms) => {
      machine.nowMs += ms;
      return Promise.resolve();
    },
    onOver: (plugin) => over.push(plugin),
  });
  const work = async (plugin: string, costMs: number) => {
    await time.take(plugin);
    machine.nowMs += costMs;
    machine.cpuMs += costMs;
  };
  return { machine, over, time, work };
}

Deno.test("KernelTime lets a plugin have its burst, and then a fifth of a processor", async () => {
  const { machine, over, time, work } = setUp();
  for (let file = 0; file < 900; file++) await work("reader", 1);
  assert.equal(machine.nowMs, 900);
  assert.deepEqual([over, time.waitedSeconds().reader], [[], 0]);
  const startMs = machine.nowMs;
  for (let file = 0; file < 2_000; file++) await work("reader", 1);
  const share = 2_000 / (machine.nowMs - startMs);
  assert.ok(share > 0.18 && share < 0.25, `${share}`);
  assert.deepEqual(over, ["reader"]);
  assert.ok((time.waitedSeconds().reader ?? 0) > 5);
});

Deno.test("KernelTime leaves a plugin alone that uses little beside one that is over", async () => {
  const { machine, time, work } = setUp();
  for (let file = 0; file < 4_000; file++) await work("greedy", 1);
  const beforeMs = machine.nowMs;
  for (let round = 0; round < 50; round++) await work("modest", 1);
  assert.equal(machine.nowMs - beforeMs, 50);
  assert.equal(time.waitedSeconds().modest, 0);
});

Deno.test("KernelTime charges nobody for what the kernel does by itself", async () => {
  const { machine, time, work } = setUp();
  for (let round = 0; round < 200; round++) {
    machine.nowMs += 1_000;
    machine.cpuMs += 900;
    await work("modest", 1);
  }
  assert.equal(time.waitedSeconds().modest, 0);
});

Deno.test("KernelTime refuses more than so many that wait", async () => {
  const gate = Promise.withResolvers<void>();
  let cpuMs = 0;
  let nowMs = 0;
  const time = new KernelTime({
    nowMs: () => nowMs,
    cpuMs: () => cpuMs,
    wait: () => gate.promise,
    onOver: () => {},
  });
  const takes: Promise<void>[] = [];
  for (let file = 0; file < 1_000; file++) {
    takes.push(time.take("flood"));
    cpuMs += 3;
    nowMs += 1;
  }
  nowMs += 1_000_000;
  gate.resolve();
  const outcomes = await Promise.allSettled(takes);
  const refused = outcomes.filter(({ status }) => status === "rejected");
  assert.ok(refused.length > 100, `${refused.length}`);
  await assert.rejects(takes.at(-1) ?? Promise.resolve(), { code: "busy" });
  assert.ok(outcomes.length - refused.length >= 333 + 128);
  await time.take("flood");
});
