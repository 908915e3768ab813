import type { Coverage } from "../contract/coverage.ts";
import { formatDuration } from "../contract/duration.ts";
import { formatIssue } from "../contract/issue.ts";
import { formatSize } from "../contract/size.ts";
import { readCoverage } from "./gen/read_coverage.ts";
import { grantItems } from "../policy/grant_diff.ts";
import { EXIT } from "./exit_codes.ts";
import { findPlugin, newestDigest, outlook, readProject } from "./project.ts";
import type { ProjectPlugin } from "./project.ts";
import { formatTable } from "./table.ts";
import { SHARED_FLAGS } from "./verb.ts";
import type { Verb } from "./verb.ts";

/** Shows one plugin: what it asks for, what it gets, and the exact command line of its process. */
export const pluginInfo: Verb = {
  command: "deno task plugin info",
  summary: "Shows a plugin's manifest, grant, approval, exact flags and what it covers",
  flags: SHARED_FLAGS,
  operands: ["NAME"],
  examples: [
    ["deno task plugin info system", "its permissions, and its exact command line"],
    ["deno task plugin info system --json", "the same for a program"],
  ],
  async run(parsed, context) {
    const project = await readProject(parsed, context);
    const plugin = findPlugin(project, parsed.operands[0] ?? "");
    const coverage = await readCoverage(plugin.folder.dir);
    if (parsed.switches.has("json")) {
      context.output.json({ ...asData(plugin), coverage: coverage ?? null });
      return EXIT.ok;
    }
    for (const line of describe(plugin, coverage, context.style.bold)) context.output.line(line);
    return EXIT.ok;
  },
};

function asData(plugin: ProjectPlugin): Record<string, unknown> {
  const { folder, candidate, manifest, decision, issues } = plugin;
  return {
    name: folder.name,
    dir: folder.dir,
    ...outlook(plugin),
    digest: newestDigest(plugin) ?? null,
    approval: candidate.spec?.approval ?? "none",
    manifest: manifest ?? null,
    grant: decision?.grant ?? null,
    denied: decision?.denied ?? [],
    beyond_free: decision?.needsApproval ?? [],
    command: candidate.spec?.command ?? [],
    issues,
  };
}

function describe(
  plugin: ProjectPlugin,
  coverage: Coverage | undefined,
  bold: (text: string) => string,
): string[] {
  const { folder, candidate, manifest, decision, issues } = plugin;
  const { state, detail } = outlook(plugin);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", bold(title), ...lines.map((line) => `  ${line}`)];
  const beyond = new Set(decision?.needsApproval);
  return [
    ...formatTable([
      ["name", folder.name],
      ["folder", folder.dir],
      ["state", detail === "" ? state : `${state}: ${detail}`],
      ["approval", candidate.spec?.approval ?? "none"],
      ["digest", newestDigest(plugin) ?? "none"],
      ...(manifest
        ? [
          ["version", manifest.version],
          ["description", manifest.description],
          ["interval", formatDuration(manifest.interval)],
          ["timeout", formatDuration(manifest.timeout)],
          ["memory", formatSize(manifest.memory)],
          ["series", `at most ${manifest.limits.series}`],
        ]
        : []),
    ]),
    ...section("Issues", issues.map(formatIssue)),
    ...section(
      "Grant",
      decision
        ? grantItems(decision.grant).map((item) =>
          beyond.has(item) ? `${item}  (needs approval)` : item
        )
        : [],
    ),
    ...section("Denied", decision?.denied ?? []),
    ...section("Process", candidate.spec ? [candidate.spec.command.map(quoted).join(" ")] : []),
    ...section(
      "Metrics",
      formatTable((manifest?.metrics ?? []).map(({ name, type, labels, help }) => [
        name,
        type,
        labels.length === 0 ? "-" : labels.join(","),
        help,
      ])),
    ),
    ...section("Coverage", coverage ? formatTable([coverage.columns, ...coverage.rows]) : []),
  ];
}

/** An argument as it can be pasted into a shell. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument)
    ? argument
    : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
