import assert from "node:assert/strict";
import { findEntries } from "./find_entries.ts";
import type { Entry } from "./index_documents.ts";

function entry(term: string, kind: string, meaning = term): Entry {
  return { term, kind, fields: [["Meaning", meaning]], path: "docs/page.md", section: "" };
}

const ENTRIES = [
  entry("llm_monitor_gpu_power_watts", "Metric"),
  entry("llm_monitor_llm_time_to_first_token_seconds", "Metric"),
  entry("call_timeout", "Code"),
  entry("79", "Xid"),
  entry("79", "Exit"),
  entry("call_timeout", "Reason", "call_timeout"),
];

function findTerms(...words: string[]): string[] {
  return findEntries(ENTRIES, words).entries.map(({ kind, term }) => `${kind} ${term}`);
}

Deno.test("findEntries finds a metric as it is copied from anywhere", () => {
  const power = ["Metric llm_monitor_gpu_power_watts"];
  assert.deepEqual(findTerms("llm_monitor_gpu_power_watts"), power);
  assert.deepEqual(findTerms("gpu_power_watts"), power);
  assert.deepEqual(findTerms('llm_monitor_gpu_power_watts{gpu="0"}'), power);
  assert.deepEqual(findTerms("LLM_MONITOR_GPU_POWER_WATTS[5m]"), power);
  assert.deepEqual(findTerms("llm_monitor_llm_time_to_first_token_seconds_bucket"), [
    "Metric llm_monitor_llm_time_to_first_token_seconds",
  ]);
});

Deno.test("findEntries takes a number only with the word for what it counts", () => {
  assert.deepEqual(findTerms("xid", "79"), ["Xid 79"]);
  assert.deepEqual(findTerms("79"), []);
});

Deno.test("findEntries says how to ask for a number, and which numbers there are", () => {
  assert.deepEqual(findEntries(ENTRIES, ["79"]).near, ["xid 79", "exit 79"]);
  assert.deepEqual(findEntries(ENTRIES, ["80"]).near, []);
  for (const words of [["xid"], ["Xid", "1"], ["xid", "7a"]]) {
    assert.deepEqual(findEntries(ENTRIES, words).ofKind, ["79"]);
  }
  assert.deepEqual(findEntries(ENTRIES, ["code"]).ofKind, []);
});

Deno.test("findEntries says the same thing once", () => {
  assert.deepEqual(findTerms("call_timeout"), ["Code call_timeout"]);
});

Deno.test("findEntries proposes what comes near", () => {
  assert.deepEqual(findEntries(ENTRIES, ["power"]).near, ["llm_monitor_gpu_power_watts"]);
  assert.deepEqual(findEntries(ENTRIES, ["cal_timeout"]).near, ["call_timeout"]);
  assert.deepEqual(findEntries(ENTRIES, ["qqqqqqqqqq"]).near, []);
});
