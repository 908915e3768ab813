import assert from "node:assert/strict";
import { fakeSpec } from "../../../tests/support/fake_kernel.ts";
import { UpgradeQueue } from "./upgrade_queue.ts";

const SETTINGS = {
  backoffInitial: 1_000,
  backoffMax: 60_000,
  quarantineAfter: 5,
  quarantineWindow: 600_000,
  quarantineTrial: 900_000,
};
const AT = { nowMs: 0, random: 0.5 };

function taken(): UpgradeQueue {
  const queue = new UpgradeQueue("r1");
  queue.offer(fakeSpec({ revision: "r2" }));
  assert.equal(queue.take()?.revision, "r2");
  return queue;
}

Deno.test("UpgradeQueue waits before it tries one again that failed", () => {
  const queue = taken();
  assert.ok((queue.failed(AT, SETTINGS) ?? 0) > 0);
  assert.ok(queue.dueMs > 0);
});

Deno.test("UpgradeQueue tries at once again what was offered again while it was proved", () => {
  const queue = taken();
  // A SIGHUP in the middle of the proof.
  queue.offer(fakeSpec({ revision: "r2" }));
  assert.equal(queue.failed(AT, SETTINGS), 0);
  assert.equal(queue.take()?.revision, "r2");
  // It counts once.
  assert.ok((queue.failed(AT, SETTINGS) ?? 0) > 0);
});
