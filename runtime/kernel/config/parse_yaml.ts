import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml";
import type { Document } from "yaml";
import { countOf, IssuesError, MAX_ISSUES } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { isRecord } from "../../contract/record.ts";

/** A YAML file as data, and where in the file each part of it stands. */
export interface YamlFile {
  readonly value: Readonly<Record<string, unknown>>;
  /** One-based line of the key or item at a path. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

/**
 * Parses the text of a YAML file.
 *
 * @throws {IssuesError} `yaml_invalid`.
 */
export function parseYaml(text: string, displayFile: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: "core",
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
  });
  const issues = [...document.errors, ...document.warnings].map((fault) =>
    issueAt(displayFile, lines.linePos(fault.pos[0]).line, fault.message)
  );
  issues.push(...refusedNodes(document, lines, displayFile));
  const value: unknown = issues.length === 0 ? document.toJS({ maxAliasCount: 0 }) ?? {} : {};
  if (issues.length === 0 && !isRecord(value)) {
    issues.push(issueAt(displayFile, 1, "must hold keys and values, such as `name: system`"));
  }
  if (issues.length > 0) {
    const left = issues.length - MAX_ISSUES;
    throw new IssuesError([
      ...issues.slice(0, MAX_ISSUES),
      ...countOf(left, { code: "yaml_invalid", file: displayFile }),
    ]);
  }
  return {
    value: value as Record<string, unknown>,
    lineOf: (path) => lineOf(document, lines, path),
  };
}

/** An alias can stand for its anchor a million times over, and `__proto__` for something else. */
function refusedNodes(document: Document, lines: LineCounter, file: string): Issue[] {
  const issues: Issue[] = [];
  const refuse = (offset: number | undefined, rule: string) =>
    issues.push(issueAt(file, lines.linePos(offset ?? 0).line, rule));
  visit(document, {
    Alias: (_, node) => {
      refuse(node.range?.[0], `must not use aliases (*${node.source}); write the value out`);
    },
    Node: (_, node) => {
      if ("anchor" in node && node.anchor) {
        refuse(node.range?.[0], `must not use anchors (&${node.anchor}); write the value out`);
      }
      // Without tags the library sets none; with some it makes bytes, sets and dates.
      if ("tag" in node && node.tag) refuse(node.range?.[0], `must not use tags (${node.tag})`);
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && (key.value === "__proto__" || key.value === "<<")) {
        refuse(key.range?.[0], `must not use the key ${key.value}`);
      }
    },
  });
  return issues;
}

function issueAt(file: string, line: number, rule: string): Issue {
  return { code: "yaml_invalid", file, path: "", line, rule };
}

/** The line of the deepest part of a path that the file has. */
function lineOf(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") {
      node = node.items[part];
      if (hasRange(node)) offset = node.range[0];
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function hasRange(node: unknown): node is { range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
