/** Compares docs/security.md with what can be compared. */
import assert from "node:assert/strict";
import { DEPENDENCIES } from "../../runtime/cli/sbom/dependencies.ts";
import { needs, run } from "../support/tools.ts";
import { REPO } from "./source_files.ts";

const page = await Deno.readTextFile(`${REPO}/docs/security.md`);

function sectionOf(title: string): string {
  return page.split("\n## ").find((part) => part.startsWith(title)) ?? "";
}

function rowsOf(title: string): string[][] {
  return sectionOf(title).split("\n").filter((line) => line.startsWith("| ")).slice(2)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("every guarantee of security.md names tests that are there, or is not promised", async () => {
  const rows = rowsOf("What is guaranteed");
  assert.ok(rows.length > 10);
  for (const [guarantee = "", proof = ""] of rows) {
    const files = [...proof.matchAll(/`([\w/]+_test\.ts)`/g)].map(([, file = ""]) => file);
    assert.ok(files.length > 0 || proof.startsWith("Not promised"), guarantee);
    for (const file of files) {
      const path = file.startsWith("runtime/") ? file : `tests/${file}`;
      assert.ok((await Deno.stat(`${REPO}/${path}`)).isFile, path);
    }
  }
});

Deno.test("security.md says of each package why it is there", () => {
  const told = rowsOf("Supply chain").map(([name = "", use, why]) => [
    name.replaceAll("`", ""),
    use === "in development" ? "development" : "runtime",
    why,
  ]);
  const known = Object.entries(DEPENDENCIES).map(([name, { use, why }]) => [name, use, why]);
  assert.deepEqual(told, known);
});

Deno.test({
  name: "the systemd unit of security.md is as closed as the page says",
  ignore: needs("systemd-analyze", "systemd"),
  fn: async () => {
    const unit = /```ini\n([^`]+)```/.exec(page)?.[1] ?? "";
    const said = Number(/an exposure of ([\d.]+)/.exec(page)?.[1]);
    const dir = await Deno.makeTempDir();
    const file = `${dir}/llm-monitor.service`;
    await Deno.writeTextFile(file, unit);
    const { output } = await run("systemd-analyze", [
      "security",
      "--offline=yes",
      "--no-pager",
      file,
    ]);
    await Deno.remove(dir, { recursive: true });
    assert.doesNotMatch(output, /Unknown|Failed to parse|ignoring/i);
    const found = Number(/Overall exposure level for .*: ([\d.]+)/.exec(output)?.[1]);
    assert.ok(found <= said, `it is ${found}, the page says ${said}`);
  },
});
