import type { z } from "zod";

/** Names of types as a person knows them. */
const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys and values",
  record: "keys and values",
};

/** Returns the rule that a value breaks, to stand behind the value: "must be at most 65535". */
export function plainRule(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is required";
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "too_small":
      if (isEmptyRefused(issue)) return "must not be empty";
      return `must ${
        limit(issue.origin, issue.minimum, issue.inclusive ? "at least" : "more than")
      }`;
    case "too_big":
      return `must ${
        limit(issue.origin, issue.maximum, issue.inclusive ? "at most" : "less than")
      }`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${
        issue.values.map(String).join(", ")
      }`;
    case "invalid_format":
      return issue.prefix === undefined ? "is not valid" : `must begin with ${issue.prefix}`;
    case "unrecognized_keys":
      return `must not have the unknown key ${issue.keys.join(", ")}`;
    default:
      return "is not valid";
  }
}

function isEmptyRefused(
  { origin, minimum, inclusive }: Pick<
    z.core.$ZodIssueTooSmall,
    "origin" | "minimum" | "inclusive"
  >,
): boolean {
  return COUNTED[origin] !== undefined && inclusive === true && Number(minimum) === 1;
}

/** Kinds of values that have a length, and the things that it counts. */
const COUNTED: Readonly<Record<string, string>> = {
  string: "characters",
  array: "items",
  set: "items",
  map: "items",
};

function limit(origin: string, amount: number | bigint, words: string): string {
  const counted = COUNTED[origin];
  return counted === undefined ? `be ${words} ${amount}` : `have ${words} ${amount} ${counted}`;
}
