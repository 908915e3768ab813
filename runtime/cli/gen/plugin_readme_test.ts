import assert from "node:assert/strict";
import { readManifest } from "../../kernel/catalog/read_manifest.ts";
import { projectDir } from "../project_dir.ts";
import { pluginReadme } from "./plugin_readme.ts";

Deno.test("pluginReadme makes the first README of a plugin, complete and formatted", async () => {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-readme-" });
  try {
    const { manifest } = await readManifest(`${projectDir()}/plugins/system`);
    const made = await pluginReadme(dir, manifest, undefined);
    assert.deepEqual([made.current, made.missingBlocks], [undefined, []]);
    assert.match(
      made.wanted,
      /^# system\n\n\S.*\.\n\n## Metrics\n\n<!-- generated:metrics -->\n\n\|/,
    );
    await Deno.writeTextFile(`${dir}/README.md`, made.wanted);
    const again = await pluginReadme(dir, manifest, undefined);
    assert.equal(again.wanted, made.wanted);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
