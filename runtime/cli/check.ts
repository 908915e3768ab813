/** `deno task check`: everything that can be known to be wrong without starting anything. */
import { formatIssue, IssuesError } from "../contract/issue.ts";
import type { Issue } from "../contract/issue.ts";
import { claimIssues } from "./claim_issues.ts";
import { codeChecks } from "./code_checks.ts";
import type { CodeCheck } from "./code_checks.ts";
import { EXIT, exitCodeFor } from "./exit_codes.ts";
import { readProject } from "./project.ts";
import type { Project } from "./project.ts";
import { processContext, runVerb } from "./run_verb.ts";
import { SHARED_FLAGS } from "./verb.ts";
import type { Task } from "./task.ts";
import type { Verb, VerbContext } from "./verb.ts";
import type { ParsedArguments } from "./parse_arguments.ts";

const check: Verb = {
  command: "deno task check",
  summary: "Checks configuration, plugins and code, offline",
  flags: {
    ...SHARED_FLAGS,
    "no-code": { type: "boolean", summary: "Skip formatting, lint, types and generated files" },
  },
  operands: [],
  examples: [
    ["deno task check", "everything, as in CI"],
    ["deno task check --no-code", "only config.yaml, plugins and their names"],
    ["deno task check --config /etc/llm-monitor.yaml", "another configuration"],
  ],
  async run(parsed, context) {
    const found = await findIssues(parsed, context);
    const { issues } = found;
    const code = parsed.switches.has("no-code") ? [] : await codeChecks();
    if (parsed.switches.has("json")) context.output.json({ ...found, code });
    else report({ ...found, code }, context);
    const [first] = issues;
    if (first) return exitCodeFor(first.code);
    return code.every(({ ok }) => ok) ? EXIT.ok : EXIT.failure;
  },
};

interface Findings {
  readonly plugins: readonly string[];
  readonly issues: readonly Issue[];
  /** Settings that are ignored, one sentence each. */
  readonly warnings: readonly string[];
}

/** A configuration that cannot be used is a finding too, so that the code is still checked. */
async function findIssues(parsed: ParsedArguments, context: VerbContext): Promise<Findings> {
  try {
    const project = await readProject(parsed, context);
    return {
      plugins: project.plugins.map(({ folder }) => folder.name),
      issues: [...listIssues(project), ...claimIssues(project)],
      warnings: project.loaded.warnings,
    };
  } catch (error) {
    if (!(error instanceof IssuesError)) throw error;
    return { plugins: [], issues: error.issues, warnings: [] };
  }
}

function listIssues({ plugins, issues }: Project): Issue[] {
  const all = [...issues, ...plugins.flatMap((plugin) => plugin.issues)];
  return [...new Map(all.map((issue) => [formatIssue(issue), issue])).values()];
}

function report(
  { plugins, issues, warnings, code }: Findings & { code: readonly CodeCheck[] },
  { output, style }: VerbContext,
): void {
  for (const issue of issues) {
    output.line(`${style.red(`error[${issue.code}]`)} ${formatIssue(issue)}`);
  }
  for (const warning of warnings) output.line(`${style.yellow("warning")} ${warning}`);
  if (issues.length === 0) {
    output.line(`${style.green("ok")} configuration and ${plugins.length} plugins`);
  }
  for (const { name, ok, text } of code) {
    output.line(ok ? `${style.green("ok")} ${name}` : `${style.red("failed")} ${name}`);
    if (!ok) output.note(text.trimEnd());
  }
}

export const task: Task = { own: check };

if (import.meta.main) Deno.exitCode = await runVerb(check, Deno.args, processContext());
