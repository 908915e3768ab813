import assert from "node:assert/strict";
import { createStyle } from "../../runtime/cli/style.ts";
import { settleFiles } from "./settle_files.ts";
import type { StaleFile } from "./stale_files.ts";

const STALE: readonly StaleFile[] = [
  { path: "a.yml", text: "groups:\n  - name: a\n", found: "groups:\n\t- name: a\n" },
  { path: "b.json", text: "1\n2\n", found: "1" },
  { path: "c.json", text: "new", found: undefined },
  { path: "d.yml", text: undefined, found: "left over" },
];

/** Settles files in a folder, and returns what is said and what lies there then. */
async function settle(isCheck: boolean) {
  const root = await Deno.makeTempDir();
  try {
    for (const { path, found } of STALE) {
      if (found !== undefined) await Deno.writeTextFile(`${root}/${path}`, found);
    }
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    await settleFiles(STALE, {
      root,
      isCheck,
      output: { line: say, note: say, raw: say, json() {} },
      style: createStyle({ isTerminal: false, env: {} }),
    });
    const names = (await Array.fromAsync(Deno.readDir(root))).map(({ name }) => name).sort();
    const files = await Promise.all(
      names.map(async (name) => [name, await Deno.readTextFile(`${root}/${name}`)]),
    );
    return { said, files: Object.fromEntries(files) };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("a check names file, line and what stands there, and writes nothing", async () => {
  const { said, files } = await settle(true);
  assert.deepEqual(said, [
    'error[board_invalid] a.yml:2: is "\\t- name: a": has a tab, and is not what dashboards/src makes. ' +
    "Run deno task dashboards",
    "error[board_invalid] b.json:1: ends too early. Run deno task dashboards",
    "error[board_invalid] c.json: is missing. Run deno task dashboards",
    "error[board_invalid] d.yml: nothing makes this file any more. Run deno task dashboards",
  ]);
  assert.deepEqual(files, {
    "a.yml": "groups:\n\t- name: a\n",
    "b.json": "1",
    "d.yml": "left over",
  });
});

Deno.test("without a check, every file is as it has to be, and what is left over goes", async () => {
  const { said, files } = await settle(false);
  assert.deepEqual(said, ["Wrote a.yml", "Wrote b.json", "Wrote c.json", "Removed d.yml"]);
  assert.deepEqual(files, {
    "a.yml": "groups:\n  - name: a\n",
    "b.json": "1\n2\n",
    "c.json": "new",
  });
});
