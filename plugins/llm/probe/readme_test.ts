import assert from "node:assert/strict";
import { parse } from "yaml";
import { manifestSchema } from "../../../runtime/contract/manifest.ts";
import { readTargets } from "../targets/read_targets.ts";
import { PROBE_OUTCOMES } from "./run_probe.ts";
import { DEFAULT_PROBE, PROBE_KEYS, readProbe } from "../targets/probe_settings.ts";

const README = await Deno.readTextFile(new URL("../README.md", import.meta.url));
const SECTION = README.split("\n## ").find((part) => part.startsWith("Active probe")) ?? "";
const { metrics } = manifestSchema.parse(
  parse(await Deno.readTextFile(new URL("../plugin.yaml", import.meta.url))),
);

/** First cells of the table whose head has this word first; each may hold several names. */
function namesOf(head: string): string[] {
  const table = SECTION.split("\n\n").find((part) => part.startsWith(`| ${head}`)) ?? "";
  return table.split("\n").slice(2).flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`(\w+)/g)].map(([, name = ""]) => name)
  );
}

Deno.test("the README explains every key, outcome and metric of the probe", () => {
  assert.deepEqual(namesOf("Key"), [...PROBE_KEYS]);
  assert.deepEqual(namesOf("Outcome"), [...PROBE_OUTCOMES]);
  const declared = metrics.map(({ name }) => name)
    .filter((name) => name.startsWith("llm_monitor_llm_probe_"))
    .map((name) => name.replace("llm_monitor_llm_probe_", ""));
  assert.deepEqual(namesOf("Metric").sort(), declared.sort());
});

Deno.test("the README has the defaults of the probe", () => {
  const rows = [...SECTION.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\|/gm)];
  const written = Object.fromEntries(
    rows.map(([, key, text = ""]) => [key, /^(?:true|\d+)$/.test(text) ? JSON.parse(text) : text]),
  );
  assert.equal(rows.length, PROBE_KEYS.length - 1);
  assert.deepEqual(readProbe(written), DEFAULT_PROBE);
});

Deno.test("a target is probed when it says so, and says what is wrong with its probe", () => {
  const read = (probe: unknown) => readTargets([{ url: "http://a", probe }], [])[0];
  assert.equal(read(undefined)?.probe, undefined);
  assert.deepEqual(read(true)?.probe, DEFAULT_PROBE);
  assert.throws(() => read({ maxToken: 3 }), {
    message: "Cannot use targets[0] of the llm plugin: probe.maxToken is no setting of a probe; " +
      `did you mean maxTokens? It has ${PROBE_KEYS.join(", ")}`,
  });
});
