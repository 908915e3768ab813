import { VIEW_KIND_NAMES, VIEW_KINDS } from "../../contract/view_kinds.ts";
import type { RoleRule } from "../../contract/view_kinds.ts";
import { blockStart, replaceBlock } from "./generated_block.ts";
import { readIfThere } from "./generated_file.ts";
import type { GeneratedFile } from "./generated_file.ts";
import { code, markdownTable } from "./markdown_table.ts";

const BLOCK = "view";

/** docs/plugins.md with the table of kinds and roles of the status page brought up to date. */
export async function pluginsPage(projectDir: string): Promise<GeneratedFile> {
  const path = "docs/plugins.md";
  const current = await readIfThere(`${projectDir}/${path}`);
  const wanted = replaceBlock(current ?? "", BLOCK, rolesTable());
  return {
    path,
    current,
    wanted: wanted ?? current ?? "",
    missingBlocks: wanted === undefined ? [blockStart(BLOCK)] : [],
  };
}

function rolesTable(): string {
  const rows = VIEW_KIND_NAMES.flatMap((kind) =>
    Object.entries<RoleRule>(VIEW_KINDS[kind]).map(([role, rule]) => [
      code(kind),
      code(role),
      rule.form === "number" ? `${rule.unit}, ${rule.combine}` : rule.form,
      rule.meaning,
    ])
  );
  return markdownTable(["Kind", "Role", "Form", "Meaning"], rows);
}
