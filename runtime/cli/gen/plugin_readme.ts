import { basename } from "node:path";
import type { Coverage } from "../../contract/coverage.ts";
import type { Manifest } from "../../contract/manifest.ts";
import { BLOCK_END, blockStart, replaceBlock } from "./generated_block.ts";
import { readIfThere } from "./generated_file.ts";
import type { GeneratedFile } from "./generated_file.ts";
import { pluginBlocks } from "./plugin_tables.ts";

/** The README of the plugin in `dir` with its generated blocks brought up to date; a first one if it has none. */
export async function pluginReadme(
  dir: string,
  manifest: Manifest,
  coverage: Coverage | undefined,
): Promise<GeneratedFile> {
  const current = await readIfThere(`${dir}/README.md`);
  const missingBlocks: string[] = [];
  const blocks = [...pluginBlocks(manifest, coverage)];
  let wanted = current ?? firstPage(manifest, blocks.map(([name]) => name));
  for (const [name, content] of blocks) {
    const page = replaceBlock(wanted, name, content);
    if (page === undefined) missingBlocks.push(blockStart(name));
    else wanted = page;
  }
  return { path: `plugins/${basename(dir)}/README.md`, current, wanted, missingBlocks };
}

function firstPage({ name, description }: Manifest, blocks: readonly string[]): string {
  const sections = blocks.map((block) =>
    `\n## ${block.slice(0, 1).toUpperCase()}${block.slice(1)}\n\n${
      blockStart(block)
    }\n${BLOCK_END}\n`
  );
  return `# ${name}\n\n${description}.\n${sections.join("")}`;
}
