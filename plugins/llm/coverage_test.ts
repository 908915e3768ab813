/** What is said of the engines is made from the code: `UPDATE_GOLDEN=1` writes it anew. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { code, markdownTable } from "../../runtime/cli/gen/markdown_table.ts";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import { coverageOf, originsOf } from "./coverage.ts";
import { PROFILES } from "./profiles.ts";

const HERE = new URL("./", import.meta.url);
const { metrics } = manifestSchema.parse(
  parse(await Deno.readTextFile(new URL("plugin.yaml", HERE))),
);

async function isUpToDate(file: string, wanted: string): Promise<void> {
  const url = new URL(file, HERE);
  if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(url, wanted);
  assert.equal(await Deno.readTextFile(url), wanted, "run the test with UPDATE_GOLDEN=1");
}

Deno.test("coverage.json says which metric each server tells", async () => {
  const names = metrics.map(({ name }) => name.replace("llm_monitor_llm_", ""));
  const { columns, rows } = coverageOf(names);
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`);
  await isUpToDate(
    "coverage.json",
    `{\n  "columns": ${JSON.stringify(columns)},\n  "rows": [\n${lines.join(",\n")}\n  ]\n}\n`,
  );
});

Deno.test("SOURCES.md says where every metric of every server comes from", async () => {
  const sections = PROFILES.map((profile) => {
    const rows = originsOf(profile).map(({ metric, from }) => [code(metric), code(from)]);
    return `## ${profile.title}\n\n${markdownTable(["Metric", "Comes from"], rows)}\n`;
  });
  await isUpToDate(
    "SOURCES.md",
    "# Where the metrics of llm come from\n\nMade from the tables in `engines/` and `sources/`. Each " +
      "name stands after `llm_monitor_llm_`.\n" +
      `Families of counters are written without \`_total\`.\n\n${sections.join("\n")}`,
  );
});

Deno.test("the README says for every server what an operator has to do", async () => {
  const page = await Deno.readTextFile(new URL("README.md", HERE));
  for (const { title, needs } of PROFILES) {
    const row = page.split("\n").find((line) => line.startsWith(`| ${title} `)) ?? "";
    assert(row.includes(needs), `${title}: ${needs}`);
  }
});
