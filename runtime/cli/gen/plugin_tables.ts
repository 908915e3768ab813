import type { Coverage } from "../../contract/coverage.ts";
import type { GrantItem } from "../../contract/grant.ts";
import type { Manifest } from "../../contract/manifest.ts";
import { PERMISSION_KINDS, PERMISSIONS } from "../../contract/permissions.ts";
import type { Permissions } from "../../contract/permissions.ts";
import { code, markdownTable } from "./markdown_table.ts";

/** The generated blocks of a plugin's README, by name. */
export function pluginBlocks(
  manifest: Manifest,
  coverage?: Coverage,
): ReadonlyMap<string, string> {
  return new Map([
    ["metrics", metricsTable(manifest)],
    ["options", optionsTable(manifest)],
    ["permissions", permissionsTable(manifest.permissions)],
    ...coverage ? [["coverage", markdownTable(coverage.columns, coverage.rows)] as const] : [],
  ]);
}

function metricsTable({ metrics }: Manifest): string {
  return markdownTable(
    ["Metric", "Type", "Labels", "Meaning"],
    metrics.map(({ name, type, labels, help }) => [
      code(name),
      type,
      labels.length === 0 ? "-" : labels.map(code).join(", "),
      help,
    ]),
  );
}

function optionsTable({ name, config }: Manifest): string {
  const options = Object.entries(config);
  if (options.length === 0) return "It has no options.";
  const table = markdownTable(
    ["Option", "Type", "Default", "Meaning"],
    options.map(([key, option]) => [
      code(key),
      code(option.type),
      option.default === undefined ? "-" : code(JSON.stringify(option.default)),
      option.description,
    ]),
  );
  return `Set them in config.yaml under \`plugins.${name}.config\`.\n\n${table}`;
}

function permissionsTable(permissions: Permissions): string {
  const rows = PERMISSION_KINDS.flatMap((kind) =>
    permissions[kind].map((item) => [PERMISSIONS[kind].title, code(itemText(item))])
  );
  return rows.length === 0 ? "It asks for nothing." : markdownTable(["Permission", "Item"], rows);
}

/** A command is shown as it is typed. */
function itemText(item: GrantItem): string {
  return typeof item === "string" ? item : [item.command, ...item.args].join(" ");
}
