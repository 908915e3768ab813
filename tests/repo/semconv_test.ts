import assert from "node:assert/strict";
import { REPO, sourceFiles } from "./source_files.ts";

Deno.test("docs/semconv.md names metrics that a plugin declares", async () => {
  const page = await Deno.readTextFile(`${REPO}/docs/semconv.md`);
  const manifests = await sourceFiles("plugins", "plugin.yaml");
  const declared = new Set(
    manifests.flatMap(({ text }) =>
      [...text.matchAll(/^ +- name: (\S+)/gm)].map(([, name]) => name)
    ),
  );
  const named = [...page.matchAll(/`(llm_monitor_\w+)`/g)].map(([, name]) => name);
  assert(named.length > 10, "the table was not found");
  assert.deepEqual(named.filter((name) => !declared.has(name)), []);
  const short = [...page.matchAll(/`((?!llm_monitor_)\w+_(?:seconds|total))`/g)].map(([, n]) => n);
  assert.deepEqual(short.filter((name) => !declared.has(`llm_monitor_llm_${name}`)), []);
});
