import { parseArgs } from "node:util";
import { CodedError } from "../contract/errors.ts";
import { nearest } from "../contract/nearest.ts";

/** One `--flag` of a verb. */
export interface Flag {
  /** A flag without a value is a switch. */
  readonly type: "boolean" | "string";
  /** The first line of the help text. */
  readonly summary: string;
  /** The name of its value in the help text, for example `FILE`. */
  readonly value?: string;
}

/** The flags and operands of a verb. */
export interface ArgumentRules {
  readonly flags: Readonly<Record<string, Flag>>;
  /** The names of what stands without a flag, in order; all of them have to be given. */
  readonly operands: readonly string[];
  /** True if more may follow them. */
  readonly moreOperands?: boolean;
  /** Verbs that could stand first, for whoever misspells one. */
  readonly verbs?: readonly string[];
}

/** The parsed command line. */
export interface ParsedArguments {
  readonly switches: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/** One option as node reads it. */
interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

/** Flags that every verb has. */
export const COMMON_FLAGS: Readonly<Record<string, Flag>> = {
  help: { type: "boolean", summary: "Show this help" },
};

/**
 * Reads a command line. Everything has to be known: nothing is ignored.
 *
 * @throws {CodedError} `usage`, with the nearest known flag where one is close.
 */
export function parseArguments(args: readonly string[], rules: ArgumentRules): ParsedArguments {
  const flags = { ...COMMON_FLAGS, ...rules.flags };
  const { tokens } = parseArgs({
    args: args.map((arg) => arg === "-h" ? "--help" : arg),
    options: Object.fromEntries(Object.entries(flags).map(([name, { type }]) => [name, { type }])),
    strict: false,
    tokens: true,
  });
  const switches = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (!flag) throw unknownFlag(token.rawName, Object.keys(flags));
    const value = flagValue(token, flag);
    if (value === undefined) switches.add(token.name);
    else values.set(token.name, value);
  }
  if (!switches.has("help")) checkOperands(operands, rules);
  return { switches, values, operands };
}

function flagValue(
  { rawName, value, inlineValue }: OptionToken,
  flag: Flag,
): string | undefined {
  if (flag.type === "boolean") {
    if (value === undefined) return undefined;
    throw new CodedError("usage", `Cannot read ${rawName}=${value}: ${rawName} takes no value`);
  }
  // `--config --json` is a forgotten value, not a file of that name.
  if (value === undefined || value === "" || (!inlineValue && value.startsWith("--"))) {
    const name = flag.value ?? "VALUE";
    throw new CodedError("usage", `Cannot read ${rawName}: it needs a value, ${rawName} ${name}`);
  }
  return value;
}

function unknownFlag(rawName: string, known: readonly string[]): CodedError {
  const guess = nearest(rawName.replace(/^-+/, ""), known);
  return new CodedError("usage", `Cannot read ${rawName}: there is no such flag`, {
    hint: guess ? `Did you mean --${guess}?` : `Known flags: ${known.map(dashed).join(", ")}`,
  });
}

function dashed(name: string): string {
  return `--${name}`;
}

function checkOperands(
  given: readonly string[],
  { operands: wanted, moreOperands = false, verbs = [] }: ArgumentRules,
): void {
  const missing = wanted[given.length];
  if (missing !== undefined) throw new CodedError("usage", `Missing ${missing}: it is required`);
  const extra = given[wanted.length];
  if (extra !== undefined && !moreOperands) {
    const guess = nearest(extra, verbs);
    const hint = guess === undefined
      ? verbs.length > 0 && `There are: ${verbs.join(", ")}`
      : `Did you mean ${guess}?`;
    throw new CodedError("usage", `Cannot read "${extra}": nothing more is expected here`, {
      ...(hint && { hint }),
    });
  }
}
