import type { Issue } from "../../../runtime/contract/issue.ts";
import { RUNBOOKS } from "./render_rules.ts";
import { isAlert } from "./rule.ts";
import type { RuleGroup } from "./rule.ts";

/** The parts that each section has, in their order. */
const PARTS = ["Meaning.", "Check.", "Do this.", "Call"];

interface Section {
  readonly name: string;
  /** One-based line of its title. */
  readonly line: number;
  readonly text: string;
}

/** Finds alerts without a section in the runbooks, sections without an alert, and what they lack. */
export function checkRunbooks(groups: readonly RuleGroup[], runbooks: string): Issue[] {
  const sections = readSections(runbooks);
  const sources = new Map(
    groups.flatMap(({ source, rules }) =>
      rules.filter(isAlert).map(({ alert }) => [alert, source] as const)
    ),
  );
  const written = new Set(sections.map(({ name }) => name));
  const issues = [...sources].filter(([alert]) => !written.has(alert)).map((
    [alert, file],
  ): Issue => ({
    code: "board_invalid",
    file,
    path: alert,
    rule: `has no section in ${RUNBOOKS}`,
    fix: `Add "### ${alert}" with ${PARTS.map((part) => `**${part}**`).join(", ")}`,
  }));
  issues.push(...sections.flatMap((section) => sectionIssues(section, sources)));
  return issues.length > 0 ? issues : orderIssues(sections, [...sources.keys()]);
}

function readSections(runbooks: string): Section[] {
  let line = 1;
  return runbooks.split(/^(?=### )/m).flatMap((text): Section[] => {
    const start = line;
    line += text.split("\n").length - 1;
    const [, name] = /^### (.+)$/m.exec(text) ?? [];
    return text.startsWith("### ") && name !== undefined ? [{ name, line: start, text }] : [];
  });
}

function sectionIssues(
  { name, line, text }: Section,
  sources: ReadonlyMap<string, string>,
): Issue[] {
  const place = { code: "board_invalid", file: RUNBOOKS, line, path: name } as const;
  if (!sources.has(name)) {
    return [{ ...place, rule: "no alert has this name", fix: "Remove the section, or rename it" }];
  }
  const missing = PARTS.filter((part) => !text.includes(`**${part}**`));
  return missing.map((part) => ({ ...place, rule: `lacks the part **${part}**` }));
}

/** Sections stand in the order of the rules, in which people look for them. */
function orderIssues(sections: readonly Section[], alerts: readonly string[]): Issue[] {
  const misplaced = sections.find(({ name }, index) => name !== alerts[index]);
  if (misplaced === undefined) return [];
  const { name, line } = misplaced;
  return [{
    code: "board_invalid",
    file: RUNBOOKS,
    line,
    path: name,
    rule: `stands where ${alerts[sections.indexOf(misplaced)] ?? "nothing"} belongs`,
    fix: "Sections have the order of dashboards/rules, each once",
  }];
}
