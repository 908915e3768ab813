import { basename } from "node:path";
import type { Coverage } from "../../contract/coverage.ts";
import type { Manifest } from "../../contract/manifest.ts";
import { blockStart, replaceBlock } from "./generated_block.ts";
import { readIfThere } from "./generated_file.ts";
import type { GeneratedFile } from "./generated_file.ts";
import { pluginBlocks } from "./plugin_tables.ts";

/** The README of the plugin in `dir` with its generated blocks brought up to date. */
export async function pluginReadme(
  dir: string,
  manifest: Manifest,
  coverage: Coverage | undefined,
): Promise<GeneratedFile> {
  const current = await readIfThere(`${dir}/README.md`);
  const missingBlocks: string[] = [];
  let wanted = current ?? "";
  for (const [name, content] of pluginBlocks(manifest, coverage)) {
    const page = replaceBlock(wanted, name, content);
    if (page === undefined) missingBlocks.push(blockStart(name));
    else wanted = page;
  }
  return { path: `plugins/${basename(dir)}/README.md`, current, wanted, missingBlocks };
}
