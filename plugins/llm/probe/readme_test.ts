import assert from "node:assert/strict";
import { LLM_METRICS } from "../../../tests/support/llm_collect.ts";
import { PROBE_OUTCOMES } from "./run_probe.ts";

const README = await Deno.readTextFile(new URL("../README.md", import.meta.url));
const SECTION = README.split("\n## ").find((part) => part.startsWith("Active probe")) ?? "";

/** First cells of the table whose head has this word first; each may hold several names. */
function listNames(head: string): string[] {
  const table = SECTION.split("\n\n").find((part) => part.startsWith(`| ${head}`)) ?? "";
  return table.split("\n").slice(2).flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`(\w+)/g)].map(([, name = ""]) => name)
  );
}

Deno.test("the README explains every outcome and metric of the probe", () => {
  assert.deepEqual(listNames("Outcome"), [...PROBE_OUTCOMES]);
  const declared = LLM_METRICS.map(({ name }) => name)
    .filter((name) => name.startsWith("llm_monitor_llm_probe_"))
    .map((name) => name.replace("llm_monitor_llm_probe_", ""));
  assert.deepEqual(listNames("Metric").sort(), declared.sort());
});
