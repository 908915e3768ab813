/** Processes that stay load what they need: schemas, YAML and what only people look at are elsewhere. */
import assert from "node:assert/strict";
import { posix } from "node:path";
import { REPO } from "./source_files.ts";

const STATIC = /^(?:import|export)\s+(?!type\s)(?:[^"'`;]*?\sfrom\s+)?"([^"]+)"/gm;

/** Everything that is loaded with a module, files by their paths and packages by their names. */
async function loadedWith(entry: string): Promise<Set<string>> {
  const found = new Set([entry]);
  for (const file of found) {
    if (!file.startsWith("runtime/") || !file.endsWith(".ts")) continue;
    const text = await Deno.readTextFile(`${REPO}/${file}`);
    for (const [, to = ""] of text.matchAll(STATIC)) {
      found.add(to.startsWith(".") ? posix.join(posix.dirname(file), to) : to);
    }
  }
  return found;
}

Deno.test("the kernel stays without zod and without YAML, which the reader has", async () => {
  for (const [entry, part] of [["main.ts", "reader/reader.ts"], ["run_kernel.ts", "kernel.ts"]]) {
    const kernel = await loadedWith(`runtime/kernel/${entry}`);
    assert.ok(kernel.has(`runtime/kernel/${part}`), "the graph was not read");
    assert.deepEqual([...kernel].filter((name) => /^(?:zod|yaml)$/.test(name)), []);
  }
  const reader = await loadedWith("runtime/kernel/reader/discovery.ts");
  assert.ok(reader.has("zod"), "the graph was not read");
});

Deno.test("the host starts without zod and without what renders the page", async () => {
  const host = await loadedWith("runtime/host/main.ts");
  assert.ok(host.has("runtime/host/http/app.ts") && host.has("hono"), "the graph was not read");
  assert.deepEqual(
    [...host].filter((name) => name === "zod" || /page\/(live|render)_/.test(name)),
    [],
  );
});
