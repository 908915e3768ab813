import assert from "node:assert/strict";
import { settle } from "../../../../tests/support/fake_clock.ts";
import { GuestPriority } from "./guest_priority.ts";

function recorded({ isRoot = true, autogroups = true } = {}) {
  const changes: string[] = [];
  const priority = new GuestPriority(7, {
    setNiceness: (pid, niceness) => {
      changes.push(`process ${pid} ${niceness}`);
      return true;
    },
    setSessionNiceness: (pid, niceness) => {
      changes.push(`session ${pid} ${niceness}`);
      return Promise.resolve(true);
    },
    hasAutogroups: () => Promise.resolve(autogroups),
    isRoot: () => isRoot,
  });
  return { priority, changes };
}

Deno.test("GuestPriority leaves a guest alone that works now and then", async () => {
  const { priority, changes } = recorded();
  for (let atMs = 0; atMs < 20_000; atMs += 500) priority.follow(0.4, atMs);
  await settle();
  assert.deepEqual(changes, []);
});

Deno.test("GuestPriority lowers a guest that burns at once, and raises it when it was calm for a while", async () => {
  const { priority, changes } = recorded();
  priority.follow(1, 500);
  assert.equal(priority.isLowered, true);
  priority.follow(0.9, 1_000);
  priority.follow(0, 5_500);
  assert.equal(priority.isLowered, true);
  priority.follow(0, 6_000);
  assert.equal(priority.isLowered, false);
  await settle();
  assert.deepEqual(changes, ["process 7 10", "session 7 19", "process 7 0", "session 7 0"]);
});

Deno.test("GuestPriority changes what can be restored where it is not root", async () => {
  const { priority, changes } = recorded({ isRoot: false });
  priority.follow(1, 0);
  await settle();
  assert.deepEqual(changes, ["session 7 19"]);
  const without = recorded({ isRoot: false, autogroups: false });
  without.priority.follow(1, 0);
  await settle();
  assert.deepEqual(without.changes, ["process 7 10"]);
});

Deno.test("GuestPriority begins lowered, is raised when it was calm, and only where that can be done", async () => {
  const { priority, changes } = recorded();
  priority.beginLowered(1_000);
  assert.equal(priority.isLowered, true);
  priority.follow(0, 5_900);
  priority.follow(0, 6_000);
  assert.equal(priority.isLowered, false);
  await settle();
  assert.deepEqual(changes, ["process 7 10", "session 7 19", "process 7 0", "session 7 0"]);
  const without = recorded({ isRoot: false, autogroups: false });
  without.priority.beginLowered(0);
  await settle();
  assert.deepEqual(without.changes, []);
});
