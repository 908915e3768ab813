/**
 * servers/index.ts lists every folder with a server.ts, and plugin.yaml lets the operator pin each:
 * `UPDATE_GOLDEN=1` writes both anew.
 */
import assert from "node:assert/strict";

const HERE = new URL("./", import.meta.url);

async function serverFolders(): Promise<string[]> {
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(HERE)) {
    if (isDirectory) folders.push(name);
  }
  return folders.sort();
}

function renderIndex(folders: readonly string[]): string {
  return [
    "// Made from the folders beside it by index_test.ts: UPDATE_GOLDEN=1 deno test -A plugins/llm",
    ...folders.map((name) => `import { server as ${name} } from "./${name}/server.ts";`),
    'import type { ServerKind } from "./server_kind.ts";',
    "",
    "/** Every kind of server that is known. */",
    "export const SERVER_KINDS: readonly ServerKind[] = [",
    ...folders.map((name) => `  ${name},`),
    "];",
    "",
  ].join("\n");
}

Deno.test("servers/index.ts names every folder of servers/", async () => {
  const folders = await serverFolders();
  assert(folders.length > 10, folders.join());
  for (const folder of folders) assert.match(folder, /^[a-z][a-z0-9_]*$/);
  const file = new URL("index.ts", HERE);
  const wanted = renderIndex(folders);
  if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, wanted);
  assert.equal(await Deno.readTextFile(file), wanted, "run the test with UPDATE_GOLDEN=1");
});

Deno.test("the option engine of plugin.yaml has a value for every folder of servers/", async () => {
  const file = new URL("../plugin.yaml", HERE);
  const text = await Deno.readTextFile(file);
  const values = (await serverFolders()).map((name) => `          - ${name}\n`).join("");
  const wanted = text.replace(/(index_test\.ts\n +values:\n)(?: +- \w+\n)+/, `$1${values}`);
  assert.match(wanted, /index_test\.ts\n/);
  if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, wanted);
  assert.equal(await Deno.readTextFile(file), wanted, "run the test with UPDATE_GOLDEN=1");
});
