import { posix } from "node:path";
import type { Part } from "./parts.ts";

/** Files that one process of `deno test` runs. */
export interface Job {
  readonly files: readonly string[];
}

/** A part with what it has to run. */
export interface PlannedPart {
  readonly part: Part;
  readonly jobs: readonly Job[];
}

/** The part of the suite that is to run. */
export interface Selection {
  readonly isQuick: boolean;
  /** Folders or files, relative to the root; empty for all. */
  readonly paths: readonly string[];
}

/** Assigns each chosen file to the first part that names it, and makes its jobs. */
export function planParts(
  parts: readonly Part[],
  files: readonly string[],
  { isQuick, paths }: Selection,
): PlannedPart[] {
  const rest = new Set(files);
  return parts.map((part) => {
    const own = part.paths.flatMap((path) => [...rest].filter((file) => isWithin(file, path)));
    for (const file of own) rest.delete(file);
    const isLeftOut = isQuick && !part.isQuick;
    const chosen = isLeftOut
      ? []
      : [...new Set(own)].filter((file) =>
        paths.length === 0 || paths.some((path) => isWithin(file, path))
      );
    return { part, jobs: makeJobs(part, chosen) };
  }).filter(({ jobs }) => jobs.length > 0);
}

/** Returns whether a file is, or lies below, a path. */
export function isWithin(file: string, path: string): boolean {
  const normal = posix.normalize(path).replace(/\/$/, "");
  return normal === "." || file === normal || file.startsWith(`${normal}/`);
}

function makeJobs({ processes }: Part, files: readonly string[]): Job[] {
  if (files.length === 0) return [];
  return processes === "shared" ? [{ files }] : files.map((file) => ({ files: [file] }));
}
