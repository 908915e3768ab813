import assert from "node:assert/strict";
import { readManifest } from "@llm-monitor/sdk/testing";
import { READINGS, STATES } from "./nvidia/readings.ts";

const README = await Deno.readTextFile(new URL("./README.md", import.meta.url));
const { metrics } = readManifest(new URL("./plugin.yaml", import.meta.url));
const MIGRATION = README.slice(README.indexOf("## Coming from"), README.indexOf("## Metrics"));

Deno.test("the README of gpu says for each metric where it comes from, and what others call it", () => {
  const rows = [...MIGRATION.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
  assert.deepEqual(rows, metrics.map(({ name }) => name.replace("llm_monitor_gpu_", "")));
});

Deno.test("the README of gpu names the field of every reading", () => {
  for (const { metric, from } of [...READINGS, ...STATES]) {
    const name = metric.replace("llm_monitor_gpu_", "");
    const row = MIGRATION.split("\n").find((line) => line.startsWith(`| \`${name}\``)) ?? "";
    const source = row.split("|")[2] ?? "";
    // One field stands for its like: clocks.current.* for each clock.
    const known = from.some((field) => {
      const word = field.replace(/^\//, "");
      return source.split(",").some((one) => {
        const [start = "", end = ""] = one.trim().split("*");
        return one.includes("*")
          ? word.startsWith(start) && word.endsWith(end)
          : one.trim() === word;
      });
    });
    assert(known, `${metric} from ${from.join(", ")}: the README has "${source.trim()}"`);
  }
});

Deno.test("the README of gpu explains every reason", async () => {
  const code = await Deno.readTextFile(new URL("./parse/failure.ts", import.meta.url));
  const union = code.slice(code.indexOf("FailureReason ="), code.indexOf(";"));
  for (const [, reason = ""] of union.matchAll(/"(\w+)"/g)) {
    assert(README.includes(`\`${reason}\``), reason);
  }
});

Deno.test("every join of the documentation holds the instance, for two monitors of one engine", async () => {
  const pages = ["README.md", "plugins/gpu/README.md", "plugins/docker/README.md"];
  let joins = 0;
  for (const page of pages) {
    const text = await Deno.readTextFile(new URL(`../../${page}`, import.meta.url));
    for (const [join, labels = ""] of text.matchAll(/\bon \(([a-z_, ]+)\)/g)) {
      joins++;
      assert(labels.split(", ").includes("instance"), `${page}: ${join}`);
    }
  }
  assert(joins >= 3, "the joins were not found");
});
