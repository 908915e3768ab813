import { listOptions } from "../../kernel/config/options.ts";
import { blockStart, replaceBlock } from "./generated_block.ts";
import { readIfThere } from "./generated_file.ts";
import type { GeneratedFile } from "./generated_file.ts";
import { code, markdownTable } from "./markdown_table.ts";

const BLOCK = "options";

/** docs/configuration.md with the table of every option brought up to date. */
export async function configurationPage(projectDir: string): Promise<GeneratedFile> {
  const path = "docs/configuration.md";
  const current = await readIfThere(`${projectDir}/${path}`);
  const wanted = replaceBlock(current ?? "", BLOCK, configurationTable());
  return {
    path,
    current,
    wanted: wanted ?? current ?? "",
    missingBlocks: wanted === undefined ? [blockStart(BLOCK)] : [],
  };
}

/** Every option of config.yaml, its variable, its type and its default. */
function configurationTable(): string {
  return markdownTable(
    ["Option", "Environment variable", "Type", "Default", "Meaning"],
    listOptions().map(({ path, env, type, default: value, description }) => [
      code(path),
      code(env),
      code(type),
      value === undefined || value === "" ? "-" : code(shown(value)),
      description,
    ]),
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
