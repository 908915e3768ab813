import type { FilterFiles } from "./fence.ts";
import type { SystemView } from "./system_view.ts";

/** util-linux's `setpriv` with Landlock, and what every guest may read through it. */
export interface Landlock extends SystemView {
  /** The files of the system call filters; undefined where `setpriv` takes none. */
  readonly filters: FilterFiles | undefined;
}

/** The inputs of the words by which Landlock keeps files from a guest. */
export interface LandlockOptions {
  readonly hasNetwork: boolean;
  /** Its own files and folders, besides those that all guests read. */
  readonly reads: readonly string[];
}

/**
 * Deno ends without the files of its own process, and a rule for one of them alone is lost when Linux makes
 * it anew. What is secret of other processes stays closed: Landlock lets nobody trace out of it.
 */
const PROCESSES = "/proc";
const ALWAYS = [
  "read-file,write-file:/dev/null",
  "read-file:/dev/urandom",
  `read-file:${PROCESSES}`,
];

/**
 * The words of `setpriv` by which its command may open these files and folders, and no others. Unlike
 * behind `bwrap` it finds out names and sizes of others, and reads /proc by name.
 */
export function landlockWords(
  { paths, resolverPaths, filters }: Landlock,
  { hasNetwork, reads }: LandlockOptions,
): string[] {
  const seen = new Set([...paths, ...(hasNetwork ? resolverPaths : []), ...reads]);
  const rules = [...seen].filter((path) => !path.startsWith(PROCESSES)).flatMap((path) => {
    const accesses = listAccesses(path);
    return accesses === undefined ? [] : [`${accesses}:${path}`];
  });
  const filter = hasNetwork ? filters?.online : filters?.offline;
  return [
    ...["--landlock-access", "fs"],
    ...[...rules, ...ALWAYS].flatMap((rule) => ["--landlock-rule", `path-beneath:${rule}`]),
    ...(filter === undefined ? [] : ["--seccomp-filter", filter]),
  ];
}

/** Returns what may be done with a path; undefined for what is not there, of which `setpriv` would die. */
function listAccesses(path: string): string | undefined {
  try {
    const { isDirectory } = Deno.statSync(path);
    return isDirectory ? "execute,read-file,read-dir" : "execute,read-file";
  } catch {
    // What cannot be looked at cannot be read by a guest either.
    return undefined;
  }
}
