import assert from "node:assert/strict";
import { PLUGIN_STATES } from "../../contract/status.ts";
import { statusAnswer } from "./status_answer.ts";

const PARTS = {
  version: "1.0.0",
  deno_version: "2.9.6",
  started_at: "2026-01-01T00:00:00.000Z",
  not_ready: [],
  series: 7,
  isolation: [],
  config_reload: null,
};

Deno.test("statusAnswer counts plugins by state, with a zero for every other state", () => {
  const { plugins } = statusAnswer(["idle", "idle", "backoff"], PARTS);
  assert.deepEqual(Object.keys(plugins), [...PLUGIN_STATES]);
  assert.deepEqual(Object.entries(plugins).filter(([, count]) => count > 0), [
    ["idle", 2],
    ["backoff", 1],
  ]);
});

Deno.test("statusAnswer is ready when nothing is left to wait for", () => {
  assert.equal(statusAnswer([], PARTS).ready, true);
  const waiting = statusAnswer([], { ...PARTS, not_ready: ["gpu: waits for approval"] });
  assert.equal(waiting.ready, false);
  assert.deepEqual(waiting.not_ready, ["gpu: waits for approval"]);
});

Deno.test("statusAnswer carries the version of its schema and every part", () => {
  const answer = statusAnswer([], PARTS);
  assert.equal(answer.schema_version, 1);
  assert.deepEqual({ ...answer, ...PARTS }, answer);
});
