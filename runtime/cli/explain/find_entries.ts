import { nearest } from "../../contract/nearest.ts";
import type { Entry } from "./index_documents.ts";

/** The result of a search: what was found, or the names that come near. */
export interface Found {
  readonly entries: readonly Entry[];
  readonly near: readonly string[];
  /** The terms of the kind that was asked for, such as the numbers of all Xids. */
  readonly ofKind: readonly string[];
}

const MAX_NEAR = 8;
/** Endings of a histogram's and a counter's own series, which the documents do not repeat. */
const SERIES_ENDING = /_(?:bucket|sum|count)$/;

/**
 * Finds what the documents say of a name: of a metric, with or without `llm_monitor_` and labels; of a code,
 * a problem, an alert; of `xid 79`, where the first word names the column and the second the row.
 */
export function findEntries(entries: readonly Entry[], words: readonly string[]): Found {
  const asked = words.map((word) => word.toLowerCase());
  const found = withoutTwins(entries.filter((entry) => isMeant(entry, asked)));
  if (found.length > 0) return { entries: found, near: [], ofKind: [] };
  const ofKind = entries.filter(({ term, kind }) =>
    kind.toLowerCase() === asked[0] && isNumber(term)
  )
    .map(({ term }) => term);
  if (ofKind.length > 0) return { entries: [], near: [], ofKind: [...new Set(ofKind)] };
  const text = parseMetric(asked.join(" "));
  const names = [
    ...new Set(entries.map(({ term }) => term).filter((term) => /^[\w:-]+$/.test(term))),
  ];
  const near = isNumber(text)
    ? withKind(entries, text)
    : names.filter((name) => text.length > 2 && name.toLowerCase().includes(text));
  const guess = isNumber(text) ? undefined : nearest(text, names);
  return {
    entries: [],
    near: near.length > 0 ? near.slice(0, MAX_NEAR) : guess === undefined ? [] : [guess],
    ofKind: [],
  };
}

/** Returns the ways to ask for a number: with the word for what it counts. */
function withKind(entries: readonly Entry[], number: string): string[] {
  const kinds = entries.filter(({ term, kind }) => term === number && /^\w+$/.test(kind))
    .map(({ kind }) => kind.toLowerCase());
  return [...new Set(kinds)].map((kind) => `${kind} ${number}`);
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

/** A metric stands in its plugin's README and in the reference of all. */
function withoutTwins(entries: readonly Entry[]): Entry[] {
  const texts = new Set<string>();
  return entries.filter(({ term, fields }) => {
    const text = JSON.stringify([term, fields]);
    if (texts.has(text)) return false;
    texts.add(text);
    return true;
  });
}

function isMeant({ term, kind }: Entry, asked: readonly string[]): boolean {
  const name = term.toLowerCase();
  const [first = "", second] = asked;
  if (second !== undefined) return kind.toLowerCase() === first && name === second;
  // A number alone names too many things.
  if (isNumber(first)) return false;
  const metric = parseMetric(first);
  return name === first || name === metric || name === `llm_monitor_${metric}` ||
    name === metric.replace(SERIES_ENDING, "");
}

/** The name in front of labels, as it is copied from a query. */
function parseMetric(text: string): string {
  return text.replace(/[{[(].*$/s, "").trim();
}
