import assert from "node:assert/strict";
import { readCoverage } from "./read_coverage.ts";

async function withFile(text: string | undefined, test: (dir: string) => Promise<void>) {
  const dir = await Deno.makeTempDir();
  try {
    if (text !== undefined) await Deno.writeTextFile(`${dir}/coverage.json`, text);
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readCoverage reads a table, and nothing where there is none", async () => {
  const table = { columns: ["Metric", "a"], rows: [["up", "yes"]] };
  await withFile(JSON.stringify(table), async (dir) => {
    assert.deepEqual(await readCoverage(dir), table);
  });
  await withFile(undefined, async (dir) => assert.equal(await readCoverage(dir), undefined));
});

Deno.test("readCoverage says what is wrong with a table", async () => {
  const cases: [string, RegExp][] = [
    ["{", /coverage\.json/],
    ['{"columns":["a","b"],"rows":[["x"]]}', /has 1 cells for 2 columns/],
    ['{"columns":["a","b"],"rows":[],"more":1}', /more/],
    [" ".repeat(300_000), /larger than/],
  ];
  for (const [text, message] of cases) {
    await withFile(text, async (dir) => {
      await assert.rejects(readCoverage(dir), (error: Error) => {
        assert.match(error.message, message);
        return true;
      });
    });
  }
});
