/** Compares docs/security.md with what can be compared. */
import assert from "node:assert/strict";
import { DEPENDENCIES } from "../../runtime/cli/sbom/dependencies.ts";
import { unitText } from "../../runtime/cli/service/unit_text.ts";
import type { UnitOptions } from "../../runtime/cli/service/unit_text.ts";
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

Deno.test("every part of security.md names a test that is there, or says what is not promised", async () => {
  const parts = page.split(/^#{2,3} /m).slice(1);
  assert.ok(parts.length > 10);
  for (const part of parts) {
    const [title = ""] = part.split("\n");
    const files = [...part.matchAll(/`([\w/]+_test\.ts)`/g)].map(([, file = ""]) => file);
    assert.ok(files.length > 0 || /not promised/i.test(part), `"${title}" has neither`);
    for (const file of files) {
      const path = /^(?:runtime|plugins|tests)\//.test(file) ? file : `tests/${file}`;
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

/** The unit that the page shows. */
const UNIT: UnitOptions = {
  project: "/opt/llm-monitor",
  deno: "/usr/local/bin/deno",
  config: "/etc/llm-monitor/config.yaml",
  groups: [],
  kernelLog: false,
};

Deno.test("security.md shows the unit that deno task service print prints", () => {
  assert.equal(
    /```ini\n([^`]+)```/.exec(page)?.[1],
    unitText(UNIT),
    "deno task service print --project /opt/llm-monitor --deno /usr/local/bin/deno",
  );
});

Deno.test({
  name: "the unit is valid, and as closed as security.md says, with the kernel's log and without",
  ignore: needs("systemd-analyze", "systemd"),
  fn: async () => {
    const said = /an exposure of ([\d.]+)[^.]*?([\d.]+) with\s+`--kernel-log`/.exec(page);
    const dir = await Deno.makeTempDir();
    const file = `${dir}/llm-monitor.service`;
    for (const [kernelLog, limit] of [[false, said?.[1]], [true, said?.[2]]] as const) {
      // It has to be there.
      await Deno.writeTextFile(file, unitText({ ...UNIT, deno: Deno.execPath(), kernelLog }));
      const verified = await run("systemd-analyze", ["verify", "--man=no", file]);
      assert.deepEqual(verified, { code: 0, output: "" });
      const { output } = await run("systemd-analyze", [
        ...["security", "--offline=yes", "--no-pager", file],
      ]);
      const found = Number(/Overall exposure level for .*: ([\d.]+)/.exec(output)?.[1]);
      assert.ok(found <= Number(limit), `it is ${found}, the page says ${limit}`);
    }
    await Deno.remove(dir, { recursive: true });
  },
});
