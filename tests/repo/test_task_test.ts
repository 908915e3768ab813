/** `deno task test` runs every test once. */
import assert from "node:assert/strict";
import { PARTS } from "../suite/parts.ts";
import { planParts } from "../suite/plan.ts";
import { codeFiles, REPO } from "./source_files.ts";

const files = (await codeFiles()).map(({ path }) => path).filter((path) =>
  path.endsWith("_test.ts")
);

function planned(isQuick: boolean): string[] {
  return planParts(PARTS, files, { isQuick, paths: [] })
    .flatMap(({ jobs }) => jobs).flatMap((job) => job.files);
}

Deno.test("the parts of the suite hold every test once", () => {
  assert.ok(files.length > 0);
  assert.deepEqual(planned(false).sort(), [...files].sort());
});

Deno.test("every path of a part has tests", async () => {
  for (const path of PARTS.flatMap((part) => part.paths)) {
    assert.ok(files.some((file) => file === path || file.startsWith(`${path}/`)), path);
  }
  const { tasks } = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`));
  assert.match(tasks.test, / tests\/suite\/main\.ts$/);
});

Deno.test("--quick leaves out what needs real processes", () => {
  const quick = planned(true);
  assert.ok(quick.length > 100);
  assert.deepEqual(
    quick.filter((file) => /^tests\/(?:e2e|mock|pressure|sandbox|cli)\//.test(file)),
    [],
  );
});
