import { CodedError, errorText } from "../contract/errors.ts";
import { formatIssue, IssuesError } from "../contract/issue.ts";
import { toPathError } from "../contract/path_error.ts";
import { EXIT, Interrupted, toExitCode } from "./exit_codes.ts";
import type { ExitCode } from "./exit_codes.ts";
import { createOutput } from "./output.ts";
import { parseArguments } from "./parse_arguments.ts";
import { createStyle } from "./style.ts";
import { helpText } from "./verb.ts";
import type { Verb, VerbContext } from "./verb.ts";

/** Runs a verb; whatever it throws becomes lines on standard error and an exit code. */
export async function runVerb(
  verb: Verb,
  args: readonly string[],
  context: VerbContext,
): Promise<ExitCode> {
  try {
    const parsed = parseArguments(args, verb);
    if (parsed.switches.has("help")) {
      context.output.line(helpText(verb));
      return EXIT.ok;
    }
    return await verb.run(parsed, context);
  } catch (error) {
    reportError(error, context);
    if (toExitCode(error) === EXIT.usage) {
      context.output.note(`See ${verb.command} --help`);
    }
    return toExitCode(error);
  }
}

/** Writes what went wrong, with its code, and what to do. */
export function reportError(error: unknown, { output, style }: VerbContext): void {
  if (error instanceof IssuesError) {
    for (const issue of error.issues) {
      output.note(`${style.red(`error[${issue.code}]`)} ${formatIssue(issue)}`);
    }
    return;
  }
  if (error instanceof Interrupted) return;
  const known = error instanceof CodedError ? error : toPathError(error);
  output.note(`${style.red(`error[${known?.code ?? "internal"}]`)} ${errorText(known ?? error)}`);
  if (known?.hint) output.note(`  ${known.hint}`);
  // Nobody foresaw it, so the place is what helps.
  if (!known && error instanceof Error && error.stack) output.note(error.stack);
}

/** The context of the process that runs. */
export function processContext(): VerbContext {
  const env = Deno.env.toObject();
  const isTerminal = Deno.stdout.isTerminal();
  return {
    output: createOutput({ stdout: Deno.stdout, stderr: Deno.stderr, isTerminal }),
    style: createStyle({ isTerminal, env }),
    env,
    cwd: Deno.cwd(),
    ask: Deno.stdin.isTerminal() && isTerminal ? (question) => confirm(question) : undefined,
  };
}
