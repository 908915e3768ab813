import assert from "node:assert/strict";
import { FakeClock } from "../../tests/support/fake_clock.ts";
import { StateLines } from "./state_lines.ts";
import type { Lines } from "./state_lines.ts";

function recorded() {
  const clock = new FakeClock();
  const told: Lines[] = [];
  let lines: Lines = { ready: false, plugins: [] };
  const stateLines = new StateLines(clock, () => lines, (one) => told.push(one));
  const become = (state: string) => {
    lines = { ready: false, plugins: [{ name: "demo", state, detail: "" }] };
    stateLines.changed();
  };
  const states = () => told.map(({ plugins }) => plugins[0]?.state);
  return { clock, stateLines, become, states };
}

Deno.test("StateLines tells what lasts, not what comes and goes", async () => {
  const { clock, become, states } = recorded();
  become("starting");
  become("collecting");
  await clock.advance(20);
  become("running");
  assert.deepEqual(states(), []);
  await clock.advance(50);
  assert.deepEqual(states(), ["running"]);
});

Deno.test("StateLines tells the same lines once", async () => {
  const { clock, become, states } = recorded();
  for (const state of ["running", "running", "failing", "failing"]) {
    become(state);
    await clock.advance(100);
  }
  assert.deepEqual(states(), ["running", "failing"]);
});

Deno.test("StateLines flushes at once, and not again later", async () => {
  const { clock, stateLines, become, states } = recorded();
  become("running");
  stateLines.flush();
  assert.deepEqual(states(), ["running"]);
  await clock.advance(100);
  assert.deepEqual(states(), ["running"]);
});
