import assert from "node:assert/strict";
import { REPO } from "./source_files.ts";

for (const door of ["mod.ts", "testing/mod.ts"]) {
  Deno.test(`docs/plugins.md names everything that runtime/sdk/${door} exports`, async () => {
    const source = await Deno.readTextFile(`${REPO}/runtime/sdk/${door}`);
    const names = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
      .flatMap(([, list = ""]) => list.split(",").map((name) => name.trim()).filter(Boolean));
    assert(names.length > 5, "the exports were not found");
    const page = await Deno.readTextFile(`${REPO}/docs/plugins.md`);
    const code = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text);
    const missing = names.filter((name) =>
      !code.some((text) => new RegExp(`^${name}\\b`).test(text))
    );
    assert.deepEqual(missing, []);
  });
}
