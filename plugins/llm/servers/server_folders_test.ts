/**
 * Checks that every folder of servers/ has cases with what is read of them, pages of servers that
 * could be mistaken for it, and its row in the README. `UPDATE_GOLDEN=1` writes what is read anew.
 */
import assert from "node:assert/strict";
import { llmCollector, UNTOUCHED } from "../../../tests/support/llm_collect.ts";
import { askPages, readPages, withPages } from "../../../tests/support/llm_pages.ts";
import { detectServer } from "./detect.ts";
import { SERVER_KINDS } from "./index.ts";

const HERE = new URL("./", import.meta.url);

interface FolderParts {
  /** Folders of `testdata` with an `input.txt` and an `expected.prom`. */
  readonly cases: readonly string[];
  /** Files of `testdata/lookalikes`, each named by the kind that it really is, or `unknown`. */
  readonly lookalikes: readonly string[];
}

async function namesIn(url: URL): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(url))).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function partsOf(id: string): Promise<FolderParts> {
  const testdata = new URL(`${id}/testdata/`, HERE);
  const folders = (await namesIn(testdata)).filter((name) => name !== "lookalikes");
  return { cases: folders, lookalikes: await namesIn(new URL("lookalikes/", testdata)) };
}

/** Returns what a folder lacks, one sentence each. */
function lacks(id: string, { cases, lookalikes }: FolderParts, readme: string): string[] {
  return [
    ...cases.length > 0 ? [] : [`servers/${id} lacks testdata/<case>/input.txt`],
    ...lookalikes.length > 0 ? [] : [`servers/${id} lacks testdata/lookalikes/<kind>.txt`],
    ...readme.includes(`| \`${id}\` `) ? [] : [`the README lacks a row of \`${id}\``],
  ];
}

Deno.test("a folder without cases, lookalikes or a row in the README is told so", () => {
  const nothing = { cases: [], lookalikes: [] };
  assert.equal(lacks("acme", nothing, "| vLLM | `vllm` |").length, 3);
  const all = { cases: ["one"], lookalikes: ["vllm.txt"] };
  assert.deepEqual(lacks("acme", all, "| Acme | `acme` |"), []);
});

const README = await Deno.readTextFile(new URL("../README.md", HERE));

for (const { id } of SERVER_KINDS) {
  const parts = await partsOf(id);
  const testdata = new URL(`${id}/testdata/`, HERE);

  Deno.test(`servers/${id} has all of its parts`, () => {
    assert.deepEqual(lacks(id, parts, README), []);
  });

  for (const name of parts.cases) {
    const folder = new URL(`${name}/`, testdata);
    Deno.test(`the llm plugin knows and reads ${id}, case ${name}`, async () => {
      const pages = readPages(await Deno.readTextFile(new URL("input.txt", folder)));
      await withPages(pages, async (url, asked) => {
        const more = JSON.parse(pages.get("target")?.body.replaceAll("ORIGIN", url) ?? "{}");
        if (!("engine" in more)) assert.equal(await detectServer(askPages(pages)), id);
        const { collect } = llmCollector([{ name: "server", url, ...more }]);
        const text = await collect();
        assert.equal(await collect(), text);
        const file = new URL("expected.prom", folder);
        if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, text);
        assert.equal(text, await Deno.readTextFile(file));
        assert(asked.every((line) => line.startsWith("GET ")), asked.join("\n"));
        assert.deepEqual(asked.filter((line) => UNTOUCHED.test(line)), []);
      });
    });
  }

  for (const file of parts.lookalikes) {
    const kind = file.replace(/\.txt$/, "");
    Deno.test(`${kind} is not taken for ${id}`, async () => {
      assert.notEqual(kind, id);
      const pages = readPages(await Deno.readTextFile(new URL(`lookalikes/${file}`, testdata)));
      assert.equal(await detectServer(askPages(pages)), kind === "unknown" ? undefined : kind);
    });
  }
}
