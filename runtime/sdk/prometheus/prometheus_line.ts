import { prometheusNumber } from "./prometheus_number.ts";
import type { PrometheusRule } from "./prometheus_text_error.ts";

/** A sample of a Prometheus text. */
export interface ParsedSample {
  /** The name in the line, for example `x_bucket`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const EQUALS = 0x3d;
const OWN = { enumerable: true, configurable: true, writable: true };

/**
 * Reads the line of a sample; its timestamp and exemplar are dropped. Every character is looked at a
 * fixed number of times, whatever the line holds.
 *
 * @returns the rule that the line breaks, when it breaks one.
 */
export function parseSampleLine(line: string): ParsedSample | PrometheusRule {
  const start = skipBlanks(line, 0);
  const nameEnd = skipName(line, start, true);
  if (nameEnd === start) return "metric_name";
  const name = line.slice(start, nameEnd);
  const at = skipBlanks(line, nameEnd);
  if (line.charCodeAt(at) !== OPEN) {
    if (at === nameEnd && at < line.length) return "metric_name";
    const value = parseValue(line, at);
    return typeof value === "string" ? value : { name, labels: {}, value };
  }
  const parsed = parseLabels(line, at + 1);
  if (typeof parsed === "string") return parsed;
  const value = parseValue(line, parsed.end);
  return typeof value === "string" ? value : { name, labels: parsed.labels, value };
}

/** Reads the escapes of a label value or a help text; an unknown one stays as it is. */
export function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(/\\([\\n"])/g, (_, letter: string) => letter === "n" ? "\n" : letter);
}

/** Reads labels from behind their opening brace; `end` is behind the closing one. */
export function parseLabels(
  line: string,
  from: number,
): { labels: Record<string, string>; end: number } | PrometheusRule {
  const labels: Record<string, string> = {};
  let count = 0;
  let at = skipBlanks(line, from);
  while (line.charCodeAt(at) !== CLOSE) {
    const nameEnd = skipName(line, at, false);
    const equals = skipBlanks(line, nameEnd);
    const open = skipBlanks(line, equals + 1);
    const isPair = nameEnd > at && line.charCodeAt(equals) === EQUALS &&
      line.charCodeAt(open) === QUOTE;
    if (!isPair) return "label_name";
    const close = closingQuote(line, open + 1);
    if (close === -1) return "label_value";
    const name = line.slice(at, nameEnd);
    count++;
    addLabel(labels, name, unescapeText(line.slice(open + 1, close)));
    at = skipBlanks(line, close + 1);
    if (line.charCodeAt(at) === COMMA) at = skipBlanks(line, at + 1);
    else if (line.charCodeAt(at) !== CLOSE) return "labels_end";
  }
  if (Object.keys(labels).length !== count) return "duplicate_label";
  return { labels, end: at + 1 };
}

function addLabel(labels: Record<string, string>, name: string, value: string): void {
  if (name !== "__proto__") labels[name] = value;
  // An assignment would set the object's prototype.
  else Object.defineProperty(labels, name, { value, ...OWN });
}

/** Reads a value; the rest of the line may hold its timestamp and its exemplar. */
export function parseValue(line: string, from: number): number | PrometheusRule {
  const hash = line.indexOf("#", from);
  if (hash !== -1 && line.charCodeAt(skipBlanks(line, hash + 1)) !== OPEN) return "exemplar";
  const body = line.slice(from, hash === -1 ? undefined : hash).trim();
  const direct = prometheusNumber(body);
  if (direct !== undefined) return direct;
  const [value = "", timestamp, ...more] = body.split(/[ \t]+/);
  const number = prometheusNumber(value);
  if (number === undefined) return "value";
  const isTime = timestamp !== undefined && prometheusNumber(timestamp) !== undefined;
  return isTime && more.length === 0 ? number : "timestamp";
}

/** Returns where a name ends; only a metric's name may have colons. */
export function skipName(line: string, from: number, colons: boolean): number {
  let at = from;
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at);
    const letter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    const digit = code >= 0x30 && code <= 0x39 && at > from;
    if (!letter && !digit && code !== 0x5f && !(colons && code === COLON)) break;
  }
  return at;
}

export function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === SPACE || line.charCodeAt(at) === TAB) at++;
  return at;
}

/** Returns where the line that `from` lies in ends, before its feed. */
export function lineEnd(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  return feed === -1 ? text.length : feed;
}

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}
