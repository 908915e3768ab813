import { CallError } from "../../../contract/errors.ts";
import { forbiddenFact } from "../../../policy/permissions/forbidden_facts.ts";
import { isCanonicalPath, splitSegments } from "../../../policy/patterns/path_pattern.ts";
import { matchesWildcard } from "../../../policy/patterns/wildcard.ts";
import { factPath, hostPath } from "./fact_roots.ts";
import type { FactRoots } from "./fact_roots.ts";
import { isListedFromMemory } from "./from_memory.ts";

/** A pattern over all processes of a large machine stays below this. */
const MAX_FILES = 4_096;

/**
 * Lists what a pattern matches, sorted; names that look like none are not read. `**` is for grants: to
 * read, each level has to be named.
 *
 * @throws {CallError} `bad_arguments` for `**`, `too_large` for too many.
 */
export async function expandPattern(pattern: string, roots: FactRoots): Promise<string[]> {
  if (splitSegments(pattern).includes("**")) {
    throw new CallError(
      "bad_arguments",
      `Cannot read ${pattern}: ** is not supported, name each level`,
    );
  }
  let paths = [""];
  for (const segment of splitSegments(pattern)) {
    const next: string[] = [];
    for (const path of paths) {
      if (segment.includes("*")) next.push(...await namesBelow(path, { segment, roots }));
      else next.push(`${path}/${segment}`);
      if (next.length > MAX_FILES) {
        throw new CallError(
          "too_large",
          `Cannot read ${pattern}: it matches more than ${MAX_FILES} files`,
        );
      }
    }
    paths = next;
  }
  return paths.sort();
}

async function namesBelow(
  path: string,
  { segment, roots }: { segment: string; roots: FactRoots },
): Promise<string[]> {
  const folder = hostPath(path, roots);
  if (folder === undefined || forbiddenFact(path) !== undefined) return [];
  try {
    // A folder that is not read is not listed: how many names it holds would show, and it may hang.
    const isAtOnce = isListedFromMemory(path);
    const real = isAtOnce ? Deno.realPathSync(folder) : await Deno.realPath(folder);
    if (forbiddenFact(factPath(real, roots) ?? "") !== undefined) return [];
    const entries = isAtOnce ? Deno.readDirSync(real) : await Array.fromAsync(Deno.readDir(real));
    return Array.from(entries, ({ name }) => ({ name, found: `${path}/${name}` }))
      // A name that could not be read by itself must not fail all others.
      .filter(({ name, found }) => matchesWildcard(segment, name) && isCanonicalPath(found))
      .map(({ found }) => found);
  } catch (error) {
    // What is not there, or not for us, matches nothing.
    if (isAbsent(error)) return [];
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory ||
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.FilesystemLoop ||
    (error instanceof Error && "code" in error &&
      ["ESRCH", "ENOTDIR"].includes(String(error.code)));
}
