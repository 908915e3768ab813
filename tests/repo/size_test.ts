import assert from "node:assert/strict";
import { codeFiles, REPO } from "./source_files.ts";

const MAX_LINES = 300;

Deno.test("no file is longer than 300 lines", async () => {
  const files = await codeFiles();
  const long = files.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES);
  assert.deepEqual(long, []);
  assert(files.length > 50, "the files of the repository were not found");
});

Deno.test("deno.json pins every package to one version, and the lock file is frozen", async () => {
  const config = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`)) as {
    imports: Record<string, string>;
    lock: { frozen: boolean };
  };
  const loose = Object.values(config.imports).filter((target) =>
    !target.startsWith("./") && !/^npm:(?:@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/.test(target)
  );
  assert.deepEqual(loose, []);
  assert.equal(config.lock.frozen, true);
});
