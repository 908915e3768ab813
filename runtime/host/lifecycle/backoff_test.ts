import assert from "node:assert/strict";
import { afterFailure, afterLoss, afterSuccess, NO_FAILURES } from "./backoff.ts";
import type { BackoffSettings, FailureHistory } from "./backoff.ts";

const settings: BackoffSettings = {
  backoffInitial: 1_000,
  backoffMax: 300_000,
  quarantineAfter: 5,
  quarantineWindow: 600_000,
  quarantineTrial: 900_000,
};
const MIDDLE = 0.5;

function fail(history: FailureHistory, nowMs: number, random = MIDDLE) {
  return afterFailure(history, nowMs, settings, random);
}

Deno.test("afterFailure makes each wait four times as long and quarantines at the limit", () => {
  let history = NO_FAILURES;
  const waits: string[] = [];
  for (let index = 0; index < 6; index++) {
    const verdict = fail(history, index * 10_000);
    waits.push(`${verdict.kind} ${verdict.waitMs}`);
    history = verdict.history;
  }
  assert.deepEqual(waits, [
    "backoff 1000",
    "backoff 4000",
    "backoff 16000",
    "backoff 64000",
    "quarantine 900000",
    "quarantine 900000",
  ]);
});

Deno.test("afterLoss waits for the machine, and brings no plugin nearer to quarantine", () => {
  let history = fail(NO_FAILURES, 0).history;
  const waits: number[] = [];
  for (let index = 0; index < 20; index++) {
    const verdict = afterLoss("spawn_failed", history, index * 1_000, settings, MIDDLE);
    assert.equal(verdict.kind, "backoff");
    waits.push(verdict.waitMs);
    history = verdict.history;
  }
  assert.deepEqual(waits.slice(0, 4), [4_000, 16_000, 30_000, 30_000]);
  assert.equal(waits.at(-1), 30_000);
  assert.deepEqual(history.timesMs, [0]);
  const onTrial = { ...history, onTrial: true };
  assert.equal(afterLoss("spawn_failed", onTrial, 0, settings, MIDDLE).kind, "backoff");
  assert.equal(afterLoss("exit", onTrial, 0, settings, MIDDLE).kind, "quarantine");
});

Deno.test("afterFailure never waits longer than the limit, however long the row", () => {
  let history = NO_FAILURES;
  for (let index = 0; index < 100; index++) {
    // Far apart, so that the window never holds enough for a quarantine.
    const verdict = fail(history, index * 700_000);
    assert.equal(verdict.kind, "backoff");
    assert.ok(verdict.waitMs <= settings.backoffMax);
    history = verdict.history;
  }
  assert.equal(fail(history, 100 * 700_000).waitMs, settings.backoffMax);
});

Deno.test("afterFailure spreads the wait by a fifth to each side", () => {
  assert.equal(fail(NO_FAILURES, 0, 0).waitMs, 800);
  assert.equal(fail(NO_FAILURES, 0, 1).waitMs, 1_200);
});

Deno.test("afterSuccess ends the row but flapping still leads to quarantine", () => {
  let history = NO_FAILURES;
  let kind = "";
  for (let index = 0; index < 5; index++) {
    const verdict = fail(history, index * 60_000);
    kind = verdict.kind;
    assert.equal(verdict.waitMs, kind === "backoff" ? 1_000 : 900_000);
    history = afterSuccess(verdict.history);
  }
  assert.equal(kind, "quarantine");
});

Deno.test("afterSuccess of a trial forgets the failures; a failed trial quarantines again", () => {
  const onTrial: FailureHistory = { inRow: 5, timesMs: [], onTrial: true };
  assert.deepEqual(afterSuccess(onTrial), NO_FAILURES);
  assert.equal(fail(onTrial, 10_000_000).kind, "quarantine");
});
