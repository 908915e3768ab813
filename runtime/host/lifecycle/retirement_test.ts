import assert from "node:assert/strict";
import { retirementReason } from "./retirement.ts";

const SETTINGS = { idleTimeout: 60_000, recycleAfter: 1_000_000, recycleAfterRuns: 100 };

for (
  const [what, service, expected] of [
    ["keeps a process with a short interval", {}, undefined],
    ["keeps one whose interval is the idle timeout", { intervalMs: 60_000 }, undefined],
    ["ends one that would only wait", { intervalMs: 60_001 }, "idle"],
    ["renews one after so many runs", { runs: 100 }, "recycled"],
    ["renews one at an age", { ageMs: 1_000_000 }, "recycled"],
    ["renews an old one rather than call it idle", { runs: 100, intervalMs: 1e6 }, "recycled"],
  ] as const
) {
  Deno.test(`retirementReason ${what}`, () => {
    const usual = { runs: 1, ageMs: 1, intervalMs: 15_000 };
    assert.equal(retirementReason({ ...usual, ...service }, SETTINGS), expected);
  });
}
