import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml";
import type { Document } from "yaml";
import { MAX_ISSUES } from "../contract/issue.ts";
import { isRecord } from "../contract/record.ts";
import type { LineNode, ParsedYaml, YamlFault } from "./parsed_yaml.ts";

/** Parses the text of a YAML file, strictly: one mapping, no key twice, no anchors, aliases or tags. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: "core",
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
  });
  const faults = [...document.errors, ...document.warnings].map((fault): YamlFault => ({
    line: lines.linePos(fault.pos[0]).line,
    rule: fault.message,
  }));
  faults.push(...refusedNodes(document, lines));
  const value: unknown = faults.length === 0 ? document.toJS({ maxAliasCount: 0 }) ?? {} : {};
  if (faults.length === 0 && !isRecord(value)) {
    faults.push({ line: 1, rule: "must have keys and values, such as `name: system`" });
  }
  if (faults.length > 0 || !isRecord(value)) {
    const left = Math.max(faults.length - MAX_ISSUES, 0);
    return { ok: false, faults: faults.slice(0, MAX_ISSUES), left };
  }
  return { ok: true, value, lines: lineNode(document.contents, 0, lines) };
}

/** An alias can stand for its anchor a million times over, and `__proto__` for something else. */
function refusedNodes(document: Document, lines: LineCounter): YamlFault[] {
  const faults: YamlFault[] = [];
  const refuse = (offset: number | undefined, rule: string) =>
    faults.push({ line: lines.linePos(offset ?? 0).line, rule });
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
  return faults;
}

/** @param line that of the key or item which holds the node. */
function lineNode(node: unknown, line: number, lines: LineCounter): LineNode {
  const lineAt = (offset: number | undefined) =>
    offset === undefined ? line : lines.linePos(offset).line;
  if (isMap(node)) {
    const below = node.items.flatMap(({ key, value }) =>
      isScalar(key)
        ? [[String(key.value), lineNode(value, lineAt(key.range?.[0]), lines)] as const]
        : []
    );
    return [line, Object.fromEntries(below)];
  }
  if (isSeq(node)) {
    return [
      line,
      node.items.map((item) =>
        lineNode(item, lineAt(hasRange(item) ? item.range[0] : undefined), lines)
      ),
    ];
  }
  return [line];
}

function hasRange(node: unknown): node is { range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
