import { hasControl, matchesWildcard } from "./wildcard.ts";

/** Linux's PATH_MAX: nothing longer can be opened. */
const MAX_PATH_LENGTH = 4_096;

/**
 * Returns whether a path is the absolute, canonical form: no `.`, `..`, empty segment, trailing slash or
 * control character. `%2e` is a name like any other to the kernel, and refused so that nothing that
 * decodes it later finds a dot.
 */
export function isCanonicalPath(path: string): boolean {
  return canonicalProblem(path) === undefined;
}

/**
 * Returns whether a canonical path matches a pattern: `*` is any run of characters within one segment, a
 * segment `**` any number of segments, also none. A path that is not canonical matches nothing.
 */
export function matchesPath(pattern: string, path: string): boolean {
  return canonicalProblem(pattern) === undefined && isCanonicalPath(path) &&
    walk(splitSegments(pattern), splitSegments(path), matchesWildcard);
}

/** Says what is wrong with a path pattern; undefined when nothing is. */
export function checkPathPattern(pattern: string): string | undefined {
  const problem = canonicalProblem(pattern);
  if (problem) return problem;
  const mixed = splitSegments(pattern).some((part) => part.includes("**") && part !== "**");
  return mixed ? "may contain ** only as a whole segment, as in /models/**" : undefined;
}

/**
 * Returns whether every path that the inner pattern matches is matched by the outer. Never wrongly yes; it
 * may say no of patterns that are equal but written in another way.
 */
export function coversPattern(outer: string, inner: string): boolean {
  if (checkPathPattern(outer) !== undefined || checkPathPattern(inner) !== undefined) return false;
  // A star of the inner pattern is a character that only a star of the outer one takes in.
  return walk(
    splitSegments(outer),
    splitSegments(inner),
    (outerPart, innerPart) => innerPart !== "**" && matchesWildcard(outerPart, innerPart),
  );
}

/** Returns whether a canonical path is a folder or lies anywhere below it. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}

/** The segments of a canonical path; none of `/`. */
export function splitSegments(path: string): string[] {
  return path === "/" ? [] : path.slice(1).split("/");
}

/**
 * Lines the pattern's segments up with the others. On a mismatch it goes back to the last `**` and
 * lets that take one segment more, which is enough and never exponential.
 */
function walk(
  pattern: readonly string[],
  parts: readonly string[],
  matches: (patternPart: string, part: string) => boolean,
): boolean {
  let at = 0;
  let index = 0;
  let retry: { at: number; index: number } | undefined;
  while (index < parts.length) {
    const patternPart = pattern[at];
    if (patternPart === "**") {
      retry = { at: ++at, index };
    } else if (patternPart !== undefined && matches(patternPart, parts[index] ?? "")) {
      at++;
      index++;
    } else if (retry) {
      retry = { at: retry.at, index: retry.index + 1 };
      ({ at, index } = retry);
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((part) => part === "**");
}

function canonicalProblem(path: string): string | undefined {
  if (!path.startsWith("/")) return "must be an absolute path, beginning with /";
  if (path.length > MAX_PATH_LENGTH) return `must not be longer than ${MAX_PATH_LENGTH} characters`;
  if (hasControl(path)) return "must not contain a control character such as NUL or a newline";
  if (/%2e/i.test(path)) return "must not contain %2e, write the dot itself";
  const isPlain = splitSegments(path).every((part) => part !== "" && part !== "." && part !== "..");
  return isPlain ? undefined : "must be canonical: no ., no .., no //, no trailing /";
}
