import { parser } from "@prometheus-io/lezer-promql";
import type { SyntaxNode } from "@lezer/common";
import { fillVariables } from "./fill_variables.ts";

/** A matcher of a selector, such as `state="down"`. */
export interface Matcher {
  readonly label: string;
  readonly operator: string;
  /** The text between the quotes. */
  readonly value: string;
  readonly at: number;
}

/** A selector of series, such as `up{job="x"}[5m]`. */
export interface Selector {
  /** Empty when only matchers select. */
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  readonly at: number;
  /** The place for further matchers, and whether braces and others stand there. */
  readonly insert: { readonly at: number; readonly inBraces: boolean; readonly isFirst: boolean };
  /** The window as it was written, such as `5m` or `$__rate_interval`; absent without one. */
  readonly window?: string;
  /** The function that takes it directly, such as `rate`. */
  readonly call?: string;
}

/** A label that a query groups, joins or carries over by. */
export interface LabelUse {
  readonly label: string;
  readonly at: number;
}

/** A query in PromQL, taken apart. */
export interface ParsedQuery {
  /** Positions, from 0, at which it is no PromQL. */
  readonly errors: readonly number[];
  readonly selectors: readonly Selector[];
  /** Labels of `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`. */
  readonly labels: readonly LabelUse[];
  /** Windows of subqueries, as written. */
  readonly subqueries: readonly { readonly window: string; readonly at: number }[];
  /** Every `or vector(...)`. */
  readonly fallbacks: readonly number[];
}

/** Takes a query apart. Grafana's variables may stand where a duration or a number does. */
export function parseQuery(query: string): ParsedQuery {
  const text = fillVariables(query);
  const found = {
    errors: [] as number[],
    selectors: [] as Selector[],
    labels: [] as LabelUse[],
    subqueries: [] as { window: string; at: number }[],
    fallbacks: [] as number[],
  };
  parser.parse(text).iterate({
    enter: ({ type, node, from, to }) => {
      if (type.isError) found.errors.push(from);
      else if (node.name === "VectorSelector") {
        found.selectors.push(readSelector(node, query, text));
      } else if (node.name === "LabelName" && node.parent?.name === "GroupingLabels") {
        found.labels.push({ label: text.slice(from, to), at: from });
      } else if (node.name === "SubqueryExpr") {
        const window = node.getChild("DurationExpr");
        if (window) found.subqueries.push({ window: windowAt(query, window.from), at: from });
      } else if (node.name === "BinaryExpr" && isFallback(node, text)) {
        found.fallbacks.push(node.lastChild?.from ?? from);
      }
    },
  });
  return found;
}

function readSelector(node: SyntaxNode, query: string, text: string): Selector {
  const name = node.getChild("Identifier");
  const braces = node.getChild("LabelMatchers");
  const matchers = (braces?.getChildren("UnquotedLabelMatcher") ?? []).map((matcher) => ({
    label: readSlice(text, matcher.getChild("LabelName")),
    operator: readSlice(text, matcher.getChild("MatchOp")),
    value: readSlice(text, matcher.getChild("StringLiteral")).slice(1, -1),
    at: matcher.from,
  }));
  const matrix = node.parent?.name === "MatrixSelector" ? node.parent : undefined;
  const window = matrix?.getChild("DurationExpr");
  const call = findCall(matrix ?? node);
  return {
    metric: name ? readSlice(text, name) : matchers.find(isName)?.value ?? "",
    matchers: matchers.filter((matcher) => !isName(matcher)),
    at: node.from,
    insert: {
      at: braces ? braces.from + 1 : node.to,
      inBraces: braces !== null,
      isFirst: matchers.length === 0,
    },
    ...(window ? { window: windowAt(query, window.from) } : {}),
    ...(call === undefined ? {} : { call: readSlice(text, call) }),
  };
}

function isName({ label, operator }: { label: string; operator: string }): boolean {
  return label === "__name__" && operator === "=";
}

/** An offset, a fixed time or parentheses change nothing about who takes a selector. */
const TRANSPARENT = new Set(["OffsetExpr", "StepInvariantExpr", "ParenExpr", "FunctionCallArgs"]);

/** The name of the function that takes the node as an argument itself. */
function findCall(node: SyntaxNode): SyntaxNode | undefined {
  let parent = node.parent;
  while (parent && TRANSPARENT.has(parent.name)) {
    parent = parent.parent;
  }
  const call = parent?.name === "FunctionCallBody" ? parent.parent : parent;
  return call?.getChild("FunctionIdentifier") ?? undefined;
}

function isFallback(node: SyntaxNode, text: string): boolean {
  const right = node.lastChild;
  return node.getChild("Or") !== null && right !== null &&
    /^\(*vector\s*\(/.test(text.slice(right.from, right.to));
}

/** The window as it was written: up to the end of the brackets or the colon of a subquery. */
function windowAt(query: string, from: number): string {
  return /^[^\]:]*/.exec(query.slice(from))?.[0].trim() ?? "";
}

function readSlice(text: string, node: SyntaxNode | null): string {
  return node ? text.slice(node.from, node.to).trim() : "";
}
