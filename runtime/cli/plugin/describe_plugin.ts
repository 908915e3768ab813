import type { Coverage } from "../../contract/coverage.ts";
import { formatDuration } from "../../contract/duration.ts";
import { formatIssue } from "../../contract/issue.ts";
import { shellWord } from "../../contract/shell_word.ts";
import { formatSize } from "../../contract/size.ts";
import { grantItems } from "../../policy/grant_diff.ts";
import { newestDigest, outlook } from "../project.ts";
import type { ProjectPlugin } from "../project.ts";
import { formatTable } from "../table.ts";
import { wrap } from "../wrap.ts";

/** The form of a description. */
export interface DescriptionForm {
  readonly bold: (text: string) => string;
  /** Width of the terminal; undefined in a pipe, where every item is one line. */
  readonly columns: number | undefined;
}

/** Describes one plugin in lines: what it is, may do, gives, and the command line of its process. */
export function describePlugin(
  plugin: ProjectPlugin,
  coverage: Coverage | undefined,
  form: DescriptionForm,
): string[] {
  const { candidate, manifest, decision, issues } = plugin;
  const beyond = new Set(decision?.needsApproval);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", form.bold(title), ...lines];
  const items = (texts: readonly string[]) => texts.flatMap((text) => hang(text, form, 2, 4));
  return [
    ...headLines(plugin, form),
    ...section("Issues", items(issues.map(formatIssue))),
    ...section(
      "Grant",
      items(
        decision
          ? grantItems(decision.grant).map((item) =>
            beyond.has(item) ? `${item}  (needs approval)` : item
          )
          : [],
      ),
    ),
    ...section("Denied", items(decision?.denied ?? [])),
    ...section("Process", candidate.spec ? commandLines(candidate.spec.command, form) : []),
    ...section("Metrics", metricLines(manifest?.metrics ?? [], form)),
    ...section("Coverage", coverage ? coverageLines(coverage, form) : []),
  ];
}

function headLines(plugin: ProjectPlugin, form: DescriptionForm): string[] {
  const { folder, candidate, manifest } = plugin;
  const { state, detail } = outlook(plugin);
  const rows = [
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
  ];
  const lines = formatTable(rows);
  const indent = Math.max(...rows.map(([name = ""]) => name.length)) + 2;
  return lines.flatMap((line) => fits(line, form) ? [line] : hang(line, form, 0, indent));
}

/** The command line as it can be pasted, also where it is broken into lines. */
function commandLines(command: readonly string[], form: DescriptionForm): string[] {
  const words = command.map(shellWord);
  const whole = `  ${words.join(" ")}`;
  if (form.columns === undefined || fits(whole, form)) return [whole];
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const indent = lines.length === 0 ? "  " : "    ";
    if (line !== "" && line.length + word.length + 3 > form.columns) {
      lines.push(`${line} \\`);
      line = `    ${word}`;
    } else {
      line = line === "" ? indent + word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

type Metric = NonNullable<ProjectPlugin["manifest"]>["metrics"][number];

function metricLines(metrics: readonly Metric[], form: DescriptionForm): string[] {
  const rows = metrics.map(({ name, type, labels, help }) => [
    `  ${name}`,
    type,
    labels.length === 0 ? "-" : labels.join(","),
    help,
  ]);
  const table = formatTable(rows);
  if (table.every((line) => fits(line, form))) return table;
  return rows.flatMap(([name = "", type = "", labels = "", help = ""]) => [
    ...hang(`${name}  ${type}  ${labels.replaceAll(",", ", ")}`, form, 2, 6),
    ...hang(help, form, 4, 4),
  ]);
}

function coverageLines({ columns, rows }: Coverage, form: DescriptionForm): string[] {
  const table = formatTable([columns, ...rows]).map((line) => `  ${line}`);
  if (table.every((line) => fits(line, form))) return table;
  // A wide table is told row by row, without the cells that say nothing.
  return rows.flatMap(([name = "", ...cells]) => {
    const told = cells.flatMap((cell, index) =>
      cell === "" || cell === "-" ? [] : [`${columns[index + 1]}: ${cell}`]
    );
    return [...hang(name, form, 2, 4), ...hang(told.join(" | "), form, 4, 4)];
  });
}

function fits(line: string, { columns }: DescriptionForm): boolean {
  return columns === undefined || line.length <= columns;
}

/** Breaks a text into lines; all but the first are indented further. */
function hang(text: string, form: DescriptionForm, first: number, others: number): string[] {
  const bare = text.trimStart();
  const line = " ".repeat(first) + bare;
  if (form.columns === undefined || fits(line, form)) return [line];
  const [head = "", ...rest] = wrap(bare, form.columns - others);
  return [" ".repeat(first) + head, ...rest.map((one) => " ".repeat(others) + one)];
}
