import { posix } from "node:path";
import type { SourceFile } from "./source_files.ts";

/** One import or re-export. */
export interface Import {
  /** The importing file. */
  readonly from: string;
  /** The imported file for a relative specifier, else the specifier. */
  readonly to: string;
  readonly isRelative: boolean;
  /** Types alone, gone at run time. */
  readonly isType: boolean;
}

// At the start of a line only, so that examples in comments are not taken for imports.
const STATIC = /^(?:import|export)\s+(type\s)?(?:[^"'`;]*?\sfrom\s+)?"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"/g;

/** The imports of a file whose specifiers are written out. */
export function readImports({ path, text }: SourceFile): Import[] {
  const found = [...text.matchAll(STATIC)].map(([, type, specifier]) => ({ type, specifier }));
  for (const [, specifier] of text.matchAll(DYNAMIC)) found.push({ type: undefined, specifier });
  return found.map(({ type, specifier = "" }) => {
    const isRelative = specifier.startsWith(".");
    return {
      from: path,
      to: isRelative ? posix.join(posix.dirname(path), specifier) : specifier,
      isRelative,
      isType: type !== undefined,
    };
  });
}

/** Finds one cycle; the first file stands at its end again. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const targets = new Map<string, string[]>();
  for (const { from, to, isRelative } of imports) {
    if (isRelative) targets.set(from, [...targets.get(from) ?? [], to]);
  }
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | undefined => {
    const start = trail.indexOf(file);
    if (start !== -1) return [...trail.slice(start), file];
    if (done.has(file)) return undefined;
    for (const target of targets.get(file) ?? []) {
      const cycle = visit(target, [...trail, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Everything that is loaded at run time when `entry` is. */
export function reachable(entry: string, imports: readonly Import[]): Set<string> {
  const seen = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { from, to, isType } of imports) {
      if (from === file && !isType) open.push(to);
    }
  }
  return seen;
}
