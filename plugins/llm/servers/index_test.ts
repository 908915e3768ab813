/** servers/index.ts lists every folder with a server.ts: `UPDATE_GOLDEN=1` writes it anew. */
import assert from "node:assert/strict";

const HERE = new URL("./", import.meta.url);

async function serverFolders(): Promise<string[]> {
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(HERE)) {
    if (isDirectory) folders.push(name);
  }
  return folders.sort();
}

function indexOf(folders: readonly string[]): string {
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
  const wanted = indexOf(folders);
  if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, wanted);
  assert.equal(await Deno.readTextFile(file), wanted, "run the test with UPDATE_GOLDEN=1");
});
