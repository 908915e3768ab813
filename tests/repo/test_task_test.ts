/** `deno task test` names the folders whose tests run beside each other, and those of the others. */
import assert from "node:assert/strict";
import { codeFiles, REPO } from "./source_files.ts";

Deno.test("the test task runs every test once", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`));
  const words = String(tasks.test).split(" ");
  const files = (await codeFiles()).filter(({ path }) => path.endsWith("_test.ts"));
  const wrong = files.filter(({ path }) =>
    words.filter((word) => path.startsWith(`${word}/`)).length !== 1
  );
  assert.ok(files.length > 0);
  assert.deepEqual(wrong.map(({ path }) => path), []);
});
