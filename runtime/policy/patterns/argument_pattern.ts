import { hasControl, matchesWildcard } from "./wildcard.ts";

/**
 * Returns whether a command may be run with these arguments: as many as there are patterns, each matched
 * whole. `*` matches any run of characters but control characters; a pattern that begins with `*`
 * matches no argument that begins with `-`, so that a value never becomes an option.
 */
export function matchesArguments(patterns: readonly string[], args: readonly string[]): boolean {
  return patterns.length === args.length &&
    patterns.every((pattern, index) => matchesArgument(pattern, args[index]));
}

/** Says what is wrong with the pattern of an argument; undefined when nothing is. */
export function checkArgumentPattern(pattern: string): string | undefined {
  return hasControl(pattern)
    ? "must not contain a control character such as NUL, a newline or a tab"
    : undefined;
}

/**
 * Returns whether every argument that the inner pattern matches is matched by the outer. Never wrongly yes;
 * it may say no of patterns that are equal but written in another way.
 */
export function coversArgument(outer: string, inner: string): boolean {
  if (hasControl(outer) || hasControl(inner)) return false;
  if (outer.startsWith("*") && inner.startsWith("-")) return false;
  // A star of the inner pattern is a character that only a star of the outer one takes in.
  return matchesWildcard(outer, inner);
}

function matchesArgument(pattern: string, argument: string | undefined): boolean {
  if (argument === undefined || hasControl(argument)) return false;
  if (pattern.startsWith("*") && argument.startsWith("-")) return false;
  return matchesWildcard(pattern, argument);
}
