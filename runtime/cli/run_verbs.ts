import { nearest } from "../contract/nearest.ts";
import { EXIT } from "./exit_codes.ts";
import type { ExitCode } from "./exit_codes.ts";
import { runVerb } from "./run_verb.ts";
import { formatTable } from "./table.ts";
import type { Verb, VerbContext } from "./verb.ts";

/** A command that has several verbs. */
export interface VerbGroup {
  readonly summary: string;
  /** As a person types it: `deno task plugin VERB [NAME] [flags]`. */
  readonly usage: string;
  readonly verbs: Readonly<Record<string, Verb>>;
  /** Whole command lines. */
  readonly examples: readonly string[];
}

/** Runs the verb that the first argument names. */
export async function runVerbs(
  group: VerbGroup,
  args: readonly string[],
  context: VerbContext,
): Promise<ExitCode> {
  const { verbs } = group;
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h") {
    context.output.line(overview(group));
    return EXIT.ok;
  }
  const verb = name !== undefined && Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb) return await runVerb(verb, rest, context);
  const guess = nearest(name ?? "", Object.keys(verbs));
  context.output.note(
    name === undefined
      ? overview(group)
      : `${context.style.red("error[usage]")} Cannot run "${name}": there is no such verb\n  ` +
        (guess ? `Did you mean ${guess}?` : `There are: ${Object.keys(verbs).join(", ")}`),
  );
  return EXIT.usage;
}

function overview({ summary, usage, verbs, examples }: VerbGroup): string {
  return [
    summary,
    "",
    `Usage: ${usage}`,
    "",
    "Verbs:",
    ...formatTable(Object.entries(verbs).map(([name, { summary }]) => [`  ${name}`, summary])),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
  ].join("\n");
}
