import {
  clipPath,
  formatCount,
  formatPath,
  MAX_ISSUES,
  nameKeys,
  showValue,
  valueAt,
} from "./issue.ts";
import type { Issue } from "./issue.ts";
import { nearest } from "./nearest.ts";
import { optionAt, secretKeys, writtenKeys } from "./option.ts";
import type { PluginOption, PluginOptions } from "./option.ts";
import type { z } from "./zod.ts";

const CODE = "plugin_config_invalid";

/** The place of the values of options. */
export interface OptionsPlace {
  readonly file: string;
  /** The path of the options within the file. */
  readonly path: readonly PropertyKey[];
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

/** Types whose wrong values are shown: the others may be, or hold, a secret. */
const SHOWN: readonly PluginOption["type"][] = [
  "boolean",
  "number",
  "integer",
  "string",
  "string[]",
  "enum",
  "duration",
  "size",
  "containers",
];

/** A secret that an operator may have meant, which has to stand elsewhere. */
const SECRET_WORD = /^(?:api_?key|key|token|bearer.*|auth.*|password|secret)$/i;

/**
 * Turns what zod found wrong with the values of options into issues, in the order of their lines, with
 * what was most likely meant.
 */
export function optionIssues(
  error: z.ZodError,
  input: unknown,
  { options, place }: { options: PluginOptions; place: OptionsPlace },
): Issue[] {
  const found = error.issues.flatMap((issue): Fault[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ issue, path: [...issue.path, key], unknown: key }))
      : [{ issue, path: issue.path }]
  );
  const told = found.slice(0, MAX_ISSUES).map(({ issue, path, unknown }): Issue => {
    const within = [...place.path, ...path];
    const line = place.lineOf(within);
    return {
      code: CODE,
      file: place.file,
      path: clipPath(formatPath(within)),
      ...unknown === undefined
        ? valueFault(issue, input, options)
        : { rule: "unknown key", fix: keyFix(unknown, fieldsAt(options, issue.path)) },
      ...(line === undefined ? {} : { line }),
    };
  });
  return [
    ...told.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)),
    ...formatCount(found.length - told.length, { code: CODE, file: place.file }),
  ];
}

interface Fault {
  readonly issue: z.core.$ZodIssue;
  readonly path: readonly PropertyKey[];
  /** The unknown key, if that is what is wrong. */
  readonly unknown?: string;
}

/** A fault of a value, and what to write. */
function valueFault(
  issue: z.core.$ZodIssue,
  input: unknown,
  options: PluginOptions,
): Pick<Issue, "rule" | "value" | "fix"> {
  const holder = findHolder(options, issue.path);
  const value = valueAt(input, issue.path);
  const shown = holder.option && SHOWN.includes(holder.option.type)
    ? shownValue(value, issue.path)
    : undefined;
  const fix = suggestFix(issue, { ...holder, value });
  return {
    rule: issue.message,
    ...(shown === undefined ? {} : { value: shown }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** The options that may be written at a path of values. */
function fieldsAt(options: PluginOptions, path: readonly PropertyKey[]): PluginOptions {
  return path.length === 0 ? options : findFields(findHolder(options, path).option) ?? {};
}

interface Holder {
  /** The options that it is one of. */
  readonly siblings: PluginOptions;
  readonly option: PluginOption | undefined;
}

/** The option at a path of values, and those beside it. */
function findHolder(options: PluginOptions, path: readonly PropertyKey[]): Holder {
  let siblings = options;
  let option: PluginOption | undefined;
  for (const part of path) {
    if (typeof part === "number") continue;
    const fields = findFields(option);
    // What stands below an option without fields is its own.
    if (option && !fields) break;
    siblings = fields ?? options;
    option = optionAt(siblings, String(part));
  }
  return { siblings, option };
}

function findFields(option: PluginOption | undefined): PluginOptions | undefined {
  return option && "fields" in option ? option.fields : undefined;
}

function keyFix(key: string, options: PluginOptions): string {
  const known = writtenKeys(options);
  if (known.length === 0) return "There are none";
  const secret = findSecret(options);
  const guess = secret && (SECRET_WORD.test(key) || key === secret)
    ? secretKeys(secret)[0]
    : nearest(key, known);
  return nameKeys(guess, known);
}

function suggestFix(
  issue: z.core.$ZodIssue,
  { option, siblings, value }: Holder & { value: unknown },
): string | undefined {
  if (option?.type === "enum" && typeof value === "string") {
    const guess = nearest(value, option.values);
    return guess === undefined ? undefined : `Did you mean ${guess}?`;
  }
  const secret = findSecret(siblings);
  const isSecret = issue.code === "custom" && issue.params?.isSecret === true;
  return isSecret && secret ? `Use ${secretKeys(secret).join(" or ")}` : undefined;
}

function findSecret(options: PluginOptions): string | undefined {
  return Object.keys(options).find((key) => options[key]?.type === "secret");
}

/** A value as a message shows it; an address may hold a password, and its query a token. */
function shownValue(value: unknown, path: readonly PropertyKey[]): string | undefined {
  // A count of tokens is no token.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return showValue(value, path)?.replaceAll(/\/\/[^"]*@/g, "//...@")
    .replaceAll(/(:\/\/[^"?#]*)[?#][^"]*/g, "$1?...");
}
