import type { ExitCode } from "./exit_codes.ts";
import type { Output } from "./output.ts";
import { COMMON_FLAGS } from "./parse_arguments.ts";
import type { ArgumentRules, ParsedArguments } from "./parse_arguments.ts";
import type { Style } from "./style.ts";
import { formatTable } from "./table.ts";

/** The context of a verb besides its arguments. */
export interface VerbContext {
  readonly output: Output;
  readonly style: Style;
  readonly env: Readonly<Record<string, string>>;
  /** The start of relative paths. */
  readonly cwd: string;
  /** Asks a person yes or no; undefined when nobody is there to answer. */
  readonly ask: ((question: string) => boolean) | undefined;
}

/** One thing that the command line can do. */
export interface Verb extends ArgumentRules {
  /** As a person types it: `deno task plugin list`. */
  readonly command: string;
  readonly summary: string;
  /** Whole command lines, each with what it is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  run(parsed: ParsedArguments, context: VerbContext): Promise<ExitCode>;
}

/** Flags that several verbs share. */
export const SHARED_FLAGS = {
  config: { type: "string", value: "FILE", summary: "Configuration file (default: config.yaml)" },
  json: { type: "boolean", summary: "Write JSON, for programs" },
} as const;

/** The text of `--help`. */
export function helpText({ command, summary, examples, flags, operands }: Verb): string {
  const all = { ...flags, ...COMMON_FLAGS };
  const rows = Object.entries(all).map((
    [name, flag],
  ) => [`  --${name}${flag.value ? ` ${flag.value}` : ""}`, flag.summary]);
  return [
    summary,
    "",
    `Usage: ${[command, ...operands, "[flags]"].join(" ")}`,
    "",
    "Flags:",
    ...formatTable(rows),
    "",
    "Examples:",
    ...formatTable(examples.map(([line, purpose]) => [`  ${line}`, purpose])),
  ].join("\n");
}
