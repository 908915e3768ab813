/** A YAML file as data that can go from one process to another. */
export type ParsedYaml =
  | {
    readonly ok: true;
    readonly value: Readonly<Record<string, unknown>>;
    readonly lines: LineNode;
  }
  | {
    readonly ok: false;
    /** The first of what is wrong. */
    readonly faults: readonly YamlFault[];
    /** The number of further problems. */
    readonly left: number;
  };

/** One thing that is wrong with the text. */
export interface YamlFault {
  /** One-based. */
  readonly line: number;
  readonly rule: string;
}

/** The one-based line of a key or item, 0 for the whole file, and those of what it holds. */
export type LineNode = readonly [
  line: number,
  below?: Readonly<Record<string, LineNode>> | readonly LineNode[],
];

/** The lines of a file that is not there. */
export const NO_LINES: LineNode = [0];

/** Returns the line of the deepest part of a path that the file has; undefined for the whole file. */
export function lineAt(lines: LineNode, path: readonly PropertyKey[]): number | undefined {
  let node = lines;
  for (const part of path) {
    const below = node[1];
    if (below === undefined || !Object.hasOwn(below, part)) break;
    const next = (below as Readonly<Record<PropertyKey, LineNode>>)[part];
    if (next === undefined) break;
    node = next;
  }
  return node[0] === 0 ? undefined : node[0];
}
