import { isAtOrBelow } from "../../../policy/patterns/path_pattern.ts";

/** The roots of /proc and /sys of the machine that is watched: elsewhere in a container. */
export interface FactRoots {
  readonly procRoot: string;
  readonly sysRoot: string;
}

/**
 * Returns where a fact is read. /proc/net and /proc/mounts are links to `self`, the reader's own view; the
 * machine's view is that of process 1.
 */
export function hostPath(path: string, { procRoot, sysRoot }: FactRoots): string | undefined {
  if (isAtOrBelow(path, "/sys")) return sysRoot + path.slice("/sys".length);
  if (!isAtOrBelow(path, "/proc")) return undefined;
  const rest = path.slice("/proc".length);
  const isOwnView = isAtOrBelow(rest, "/net") || rest === "/mounts";
  return isOwnView ? `${procRoot}/1${rest}` : procRoot + rest;
}

/** Returns what a real path is called by plugins; undefined when it lies outside both roots. */
export function factPath(realPath: string, { procRoot, sysRoot }: FactRoots): string | undefined {
  if (isAtOrBelow(realPath, procRoot)) return `/proc${realPath.slice(procRoot.length)}`;
  if (isAtOrBelow(realPath, sysRoot)) return `/sys${realPath.slice(sysRoot.length)}`;
  return undefined;
}
