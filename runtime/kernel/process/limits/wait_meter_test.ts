import assert from "node:assert/strict";
import { canMeterWaits, WaitMeter } from "./wait_meter.ts";

/** Pinned to one processor, so that two of them have to wait for each other. */
function spin(): Deno.ChildProcess {
  return new Deno.Command("taskset", {
    args: ["-c", "0", "sh", "-c", "while :; do :; done"],
    stdout: "null",
    stderr: "null",
  }).spawn();
}

async function end(children: readonly Deno.ChildProcess[]): Promise<void> {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(children.map(({ status }) => status));
}

Deno.test("WaitMeter measures what a process waits behind others", async () => {
  assert.ok(canMeterWaits());
  const children = [spin(), spin(), spin(), spin()];
  const meter = new WaitMeter(children[0]?.pid ?? 0);
  try {
    const startMs = performance.now();
    let waitedMs = 0;
    while (waitedMs < 200) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const now = meter.readMs() ?? 0;
      assert.ok(now >= waitedMs, "it never falls");
      waitedMs = now;
      assert.ok(performance.now() - startMs < 60_000, `${waitedMs} ms in a minute`);
    }
    assert.ok(waitedMs <= performance.now() - startMs + 1_000);
  } finally {
    await end(children);
  }
});

Deno.test("WaitMeter measures nothing of a process that sleeps", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const meter = new WaitMeter(child.pid);
  const first = meter.readMs() ?? 0;
  await new Promise((resolve) => setTimeout(resolve, 200));
  const second = meter.readMs() ?? 0;
  // Its own start may fall in between.
  assert.ok(second - first < 150, `${second - first} ms`);
  await end([child]);
});

Deno.test("WaitMeter keeps its last sum when the process has gone", async () => {
  const child = new Deno.Command("true").spawn();
  await child.status;
  assert.equal(new WaitMeter(child.pid).readMs(), undefined);
});
