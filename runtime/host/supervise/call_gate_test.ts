import assert from "node:assert/strict";
import { LIMITS } from "../../contract/limits.ts";
import { CallGate } from "./call_gate.ts";

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("CallGate runs as many calls at once as its limit, and the others after them", async () => {
  const gate = new CallGate();
  const open: PromiseWithResolvers<void>[] = [];
  const started: number[] = [];
  for (let index = 0; index < LIMITS.callsInFlight + 2; index++) {
    const admitted = gate.admit(() => {
      started.push(index);
      const call = Promise.withResolvers<void>();
      open.push(call);
      return call.promise;
    });
    assert.equal(admitted, true);
  }
  assert.equal(started.length, LIMITS.callsInFlight);
  open[5]?.resolve();
  await settle();
  assert.deepEqual(started.slice(LIMITS.callsInFlight), [LIMITS.callsInFlight]);
  for (const call of open) call.resolve();
  await settle();
  assert.equal(started.length, LIMITS.callsInFlight + 2);
});

Deno.test("CallGate admits as many calls as one collection may make, and no more", async () => {
  const gate = new CallGate();
  let runs = 0;
  const call = () => {
    runs++;
    return Promise.resolve();
  };
  for (let index = 0; index < LIMITS.callsPerCollection; index++) {
    assert.equal(gate.admit(call), true);
  }
  assert.equal(gate.admit(call), false);
  await settle();
  assert.equal(runs, LIMITS.callsPerCollection);
});
