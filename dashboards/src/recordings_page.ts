import { RULE_FILES } from "./rules/all.ts";
import { isAlert } from "./rules/rule.ts";
import type { RuleGroup } from "./rules/rule.ts";

/** The page that lists every recording; `deno task explain` reads it. */
export const RECORDINGS_PAGE = "docs/recordings.md";

/** The page with a table of recordings for each file of rules that has some. */
export function renderRecordingsPage(): string {
  return [
    "# Recordings",
    'What the recording rules compute ahead, named `level:metric:operation`. Made by "deno task\n' +
    'dashboards" from dashboards/src/rules/recording. The expressions stand in the files.',
    ...Object.entries(RULE_FILES).flatMap(sectionOf),
  ].join("\n\n") + "\n";
}

function sectionOf([name, groups]: readonly [name: string, groups: readonly RuleGroup[]]) {
  const rows = groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => {
      if (isAlert(rule)) return [];
      const labels = rule.labels.map((label) => `\`${label}\``).join(", ") || "-";
      return [`| \`${rule.record}\` | ${rule.help} | ${labels} |`];
    })
  );
  if (rows.length === 0) return [];
  return [
    `## dashboards/rules/${name}.yml`,
    // Not padded: one long row would make all of them as wide.
    ["| Recording | Meaning | Labels |", "| --- | --- | --- |", ...rows].join("\n"),
  ];
}
