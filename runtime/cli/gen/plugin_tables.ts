import type { Coverage } from "../../contract/coverage.ts";
import type { GrantItem } from "../../contract/grant.ts";
import type { Manifest } from "../../contract/manifest.ts";
import type { FamilyDeclaration } from "../../contract/metric.ts";
import { secretKeys } from "../../contract/option.ts";
import type { PluginOptions } from "../../contract/option.ts";
import { optionLimits } from "../../contract/option_rule.ts";
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
    metrics.map(({ name, type, labels, help, detail }) => [
      code(name),
      type,
      labels.length === 0 ? "-" : labels.map(code).join(", "),
      describeMetric({ help, detail }),
    ]),
  );
}

/** The help of a metric, and whether `detail: slim` leaves it out. */
export function describeMetric(
  { help, detail }: Pick<FamilyDeclaration, "help" | "detail">,
): string {
  return detail === "full" ? `${help} Not at \`detail: slim\`.` : help;
}

function optionsTable({ name, config }: Manifest): string {
  if (Object.keys(config).length === 0) return "It has no options.";
  const table = markdownTable(["Option", "Type", "Default", "Meaning"], optionRows(config, ""));
  return `Set them in config.yaml under \`plugins.${name}.config\`.\n\n${table}`;
}

/** One row for each key that may be written, those of objects below that of the objects. */
function optionRows(options: PluginOptions, parent: string): string[][] {
  return Object.entries(options).flatMap(([key, option]) => {
    const path = `${parent}${key}`;
    const row = (name: string, type: string, meaning: string) => [
      code(name),
      code(type),
      option.required ? "required" : option.default === undefined ? "-" : shown(option.default),
      meaning,
    ];
    if (option.type === "secret") {
      const [variable, file] = secretKeys(path);
      return [
        row(variable, "string", `${option.description}. Names the variable that holds it`),
        row(file, "string", `Names the file that holds it, instead of \`${secretKeys(key)[0]}\``),
      ];
    }
    const limits = optionLimits(option);
    const toggle = "toggle" in option && option.toggle ? "`true` for its defaults" : "";
    const meaning = [option.description, capitalized(limits), toggle]
      .filter((part) => part !== "").join(". ");
    const fields = "fields" in option ? option.fields ?? {} : {};
    const below = option.type === "object[]" ? `${path}[].` : `${path}.`;
    return [row(path, option.type, meaning), ...optionRows(fields, below)];
  });
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function shown(value: unknown): string {
  return code(JSON.stringify(value));
}

function permissionsTable(permissions: Permissions): string {
  const rows = PERMISSION_KINDS.flatMap((kind) =>
    permissions[kind].map((item) => [PERMISSIONS[kind].title, code(itemText(item))])
  );
  return rows.length === 0
    ? "It needs no permission."
    : markdownTable(["Permission", "Item"], rows);
}

/** A command is shown as it is typed. */
function itemText(item: GrantItem): string {
  return typeof item === "string" ? item : [item.command, ...item.args].join(" ");
}
