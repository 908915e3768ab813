import type { z } from "zod";
import type { ErrorCode } from "./codes.ts";
import { nearest } from "./nearest.ts";
import { schemaKeys } from "./schema_keys.ts";

/** A fault of a file that a person wrote, as data. */
export interface Issue {
  readonly code: ErrorCode;
  /** The file, as the person would name it. */
  readonly file: string;
  /** Place in it: `permissions.exec[0].command`; empty for the whole file. */
  readonly path: string;
  /** The value found there, shortened; absent when there is none. */
  readonly value?: string;
  /** The rule that it breaks. */
  readonly rule: string;
  /** The fix. */
  readonly fix?: string;
  /** One-based line of the value in the file, when known. */
  readonly line?: number;
}

/** Writes an issue as one line: `plugin.yaml:7: permissions.net[0] is "*": must name a port; add one`. */
export function formatIssue(issue: Issue): string {
  const place = issue.line === undefined ? issue.file : `${issue.file}:${issue.line}`;
  const subject = issue.path === "" ? "" : ` ${issue.path}`;
  const found = issue.value === undefined ? "" : ` is ${issue.value}`;
  const separator = subject || found ? ":" : "";
  const fix = issue.fix === undefined ? "" : `. ${issue.fix}`;
  return `${place}:${subject}${found}${separator} ${issue.rule}${fix}`;
}

/** A failure that carries every issue found, not only the first. */
export class IssuesError extends Error {
  override readonly name = "IssuesError";
  readonly code: ErrorCode;
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map(formatIssue).join("\n"));
    this.issues = issues;
    this.code = issues[0]?.code ?? "internal";
  }
}

/** Maximum number reported for one file: whoever has fixed twenty things checks again. */
export const MAX_ISSUES = 20;

/** Turns what zod found wrong in `input` into issues of `file`. */
export function issuesFromZod(
  error: z.ZodError,
  input: unknown,
  options: {
    code: ErrorCode;
    file: string;
    lineOf?: (path: readonly PropertyKey[]) => number | undefined;
    /** The schema that it breaks; an unknown key is reported with the known ones. */
    schema?: z.core.$ZodType;
  },
): Issue[] {
  const found = error.issues.flatMap((issue): Fault[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ issue, path: [...issue.path, key], unknown: key }))
      : [{ issue, path: issue.path }]
  );
  const told = found.slice(0, MAX_ISSUES).map(({ issue, path, unknown }): Issue => {
    const value = showValue(valueAt(input, path), path);
    const line = options.lineOf?.(path);
    return {
      code: options.code,
      file: options.file,
      path: clipPath(formatPath(path)),
      ...(value === undefined ? {} : { value }),
      rule: describeRule(issue),
      ...(unknown === undefined ? {} : {
        fix: keyFix(unknown, options.schema ? schemaKeys(options.schema, issue.path) : []),
      }),
      ...(line === undefined ? {} : { line }),
    };
  });
  return [...told, ...formatCount(found.length - told.length, options)];
}

interface Fault {
  readonly issue: z.core.$ZodIssue;
  readonly path: readonly PropertyKey[];
  /** The unknown key, if that is what is wrong. */
  readonly unknown?: string;
}

/** Names the keys that there are, and the one that was probably meant. */
export function nameKeys(guess: string | undefined, known: readonly string[]): string {
  return `${guess === undefined ? "" : `Did you mean ${guess}? `}There are: ${known.join(", ")}`;
}

function keyFix(key: string, known: readonly string[]): string {
  if (known.length === 0) return "Remove it, or correct its spelling";
  return nameKeys(nearest(key, known), known);
}

/** Says how many issues are left out, if any. */
export function formatCount(
  count: number,
  { code, file }: { code: ErrorCode; file: string },
): Issue[] {
  return count > 0 ? [{ code, file, path: "", rule: `and ${count} more` }] : [];
}

/** Shortens a path: a key may be as long as its file. */
export function clipPath(path: string): string {
  return path.length > 200 ? `${path.slice(0, 197)}...` : path;
}

/** `["permissions", "exec", 0, "command"]` is `permissions.exec[0].command`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.map((part, index) =>
    typeof part === "number" ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`
  ).join("");
}

/** The value at a path; undefined when there is none. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) {
      return undefined;
    }
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/** Zod wraps what is wrong with a key; the rule stands inside. */
function describeRule(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return "unknown key";
  return issue.code === "invalid_key" ? issue.issues[0]?.message ?? issue.message : issue.message;
}

/** Keys whose value may be a secret: issues end up in logs. */
const SECRET_KEY = /^(?!.*(?:File|Env)$).*(?:token|passw|secret|credential|api_?key)/i;

/** Writes the value at a path for an issue: short, and without what may be a secret. */
export function showValue(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (value === undefined) return undefined;
  if (path.some((part) => SECRET_KEY.test(String(part)))) return "(hidden)";
  const text = JSON.stringify(value, hideSecret) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function hideSecret(key: string, value: unknown): unknown {
  return SECRET_KEY.test(key) ? "(hidden)" : value;
}
