/** Compares the table of engines' metrics with the code: `UPDATE_GOLDEN=1` writes it anew. */
import assert from "node:assert/strict";
import { readManifest } from "@llm-monitor/sdk/testing";
import { code, markdownTable } from "../../../runtime/cli/gen/markdown_table.ts";
import { computeCoverage, listOrigins } from "./coverage.ts";
import { SERVER_KINDS } from "./index.ts";

const HERE = new URL("../", import.meta.url);
const { metrics } = readManifest(new URL("plugin.yaml", HERE));

async function isUpToDate(file: string, wanted: string): Promise<void> {
  const url = new URL(file, HERE);
  if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(url, wanted);
  assert.equal(await Deno.readTextFile(url), wanted, "run the test with UPDATE_GOLDEN=1");
}

Deno.test("coverage.json says which metric each server tells", async () => {
  const names = metrics.map(({ name }) => name.replace("llm_monitor_llm_", ""));
  const { columns, rows } = computeCoverage(names);
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`);
  await isUpToDate(
    "coverage.json",
    `{\n  "columns": ${JSON.stringify(columns)},\n  "rows": [\n${lines.join(",\n")}\n  ]\n}\n`,
  );
});

Deno.test("SOURCES.md says where every metric of every server comes from", async () => {
  const sections = SERVER_KINDS.map((kind) => {
    const rows = listOrigins(kind).map(({ metric, from }) => [code(metric), code(from)]);
    return `## ${kind.title}\n\n${markdownTable(["Metric", "Comes from"], rows)}\n`;
  });
  await isUpToDate(
    "SOURCES.md",
    "# Where the metrics of llm come from\n\nGenerated from `servers/`. The names lack the prefix " +
      "`llm_monitor_llm_`, and families of counters\nthe suffix `_total`.\n\n" +
      sections.join("\n"),
  );
});

Deno.test("the README has a row of every server", async () => {
  const page = await Deno.readTextFile(new URL("README.md", HERE));
  const [start, end] = ["<!-- servers -->\n", "<!-- /servers -->"];
  const rows = [...SERVER_KINDS].sort((a, b) => byTitle(a) < byTitle(b) ? -1 : 1)
    .map(({ title, id, needs, shows }) => [title, code(id), needs, shows]);
  const table = markdownTable(["Server", "Id", "Needed", "What it shows"], rows);
  const [before = "", rest = ""] = page.split(start);
  const after = rest.slice(rest.indexOf(end));
  await isUpToDate("README.md", `${before}${start}\n${table}\n\n${after}`);
});

/** Sorts what stands for any other server to the end. */
function byTitle({ id, title }: (typeof SERVER_KINDS)[number]): string {
  return id === "openai" ? "\uffff" : title.toLowerCase();
}
