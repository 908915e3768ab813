import type { Coverage } from "../../contract/coverage.ts";
import type { Manifest, Permissions } from "../../contract/manifest.ts";
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

const KINDS: Readonly<Record<keyof Permissions, string>> = {
  net: "Network",
  env: "Environment variables",
  read: "Files and folders",
  facts: "Facts, read by the kernel",
  exec: "Commands, run by the kernel",
  docker: "Docker, asked by the kernel",
};

function permissionsTable(permissions: Permissions): string {
  const { net, env, read, facts, exec, docker } = permissions;
  const items = {
    net,
    env,
    read,
    facts,
    exec: exec.map(({ command, args }) => [command, ...args].join(" ")),
    docker,
  };
  const rows = (Object.keys(KINDS) as (keyof Permissions)[]).flatMap((kind) =>
    items[kind].map((item) => [KINDS[kind], code(item)])
  );
  return rows.length === 0 ? "It asks for nothing." : markdownTable(["Permission", "Item"], rows);
}
