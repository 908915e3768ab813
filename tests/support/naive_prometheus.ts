/**
 * The parser of Prometheus texts as it was before it was made fast: one line after the other, with
 * regular expressions. What it says of a text is what the fast one has to say.
 */
import { LIMITS } from "../../runtime/contract/limits.ts";
import type { ParsedFamily, ParsedType } from "../../runtime/sdk/prometheus/parse_prometheus.ts";
import type { ParsedSample } from "../../runtime/sdk/prometheus/prometheus_line.ts";
import { PrometheusTextError } from "../../runtime/sdk/prometheus/prometheus_text_error.ts";
import type { PrometheusRule } from "../../runtime/sdk/prometheus/prometheus_text_error.ts";

/** Endings that the samples of a family of a type can have. */
const ENDINGS = {
  counter: ["_total", "_created"],
  gauge: [],
  histogram: ["_bucket", "_sum", "_count", "_created"],
  gaugehistogram: ["_bucket", "_gsum", "_gcount"],
  summary: ["_sum", "_count", "_created"],
  info: ["_info"],
  stateset: [],
  untyped: [],
} as const satisfies Record<string, readonly string[]>;

interface Building {
  readonly name: string;
  type: ParsedType;
  help: string | undefined;
  unit: string | undefined;
  readonly samples: ParsedSample[];
}

/**
 * Reads Prometheus text 0.0.4 or OpenMetrics 1.0, in time that grows with the text's length alone.
 * Timestamps and exemplars are dropped; later metadata replaces earlier.
 *
 * @throws {PrometheusTextError} at the first line that is neither.
 */
export function naivePrometheus(
  text: string,
  { maxSamples = LIMITS.seriesPerPlugin }: { maxSamples?: number } = {},
): ParsedFamily[] {
  const families = new Map<string, Building>();
  let samples = 0;
  let number = 0;
  let ended = false;
  for (let from = 0; from < text.length;) {
    const feed = text.indexOf("\n", from);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(from, end).trim();
    from = end + 1;
    number++;
    const fail = (rule: PrometheusRule) =>
      new PrometheusTextError(rule, { line: number, text: line });
    if (line === "") continue;
    if (ended) throw fail("after_eof");
    if (line === "# EOF") {
      ended = true;
      continue;
    }
    const broken = line.startsWith("#") ? readMetadata(line, families) : readSample(line, families);
    if (broken !== undefined) throw fail(broken);
    if (!line.startsWith("#") && ++samples > maxSamples) throw fail("too_many_samples");
  }
  return [...families.values()];
}

function readSample(line: string, families: Map<string, Building>): PrometheusRule | undefined {
  const sample = parseSampleLine(line);
  if (typeof sample === "string") return sample;
  familyOf(sample.name, families).samples.push(sample);
  return undefined;
}

function readMetadata(line: string, families: Map<string, Building>): PrometheusRule | undefined {
  const match = /^#[ \t]*(HELP|TYPE|UNIT)[ \t]+([^ \t]+)(?:[ \t]+([^]*))?$/.exec(line);
  // Any other line with a # is a comment.
  if (!match) return undefined;
  const [, keyword, name = "", rest = ""] = match;
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) return "metric_name";
  const family = familyNamed(name, families);
  if (keyword === "HELP") family.help = unescapeText(rest);
  else if (keyword === "UNIT") family.unit = rest;
  else {
    const type = rest === "unknown" ? "untyped" : rest;
    if (!isParsedType(type)) return "metric_type";
    family.type = type;
  }
  return undefined;
}

function isParsedType(text: string): text is ParsedType {
  return Object.hasOwn(ENDINGS, text);
}

function familyNamed(name: string, families: Map<string, Building>): Building {
  let family = families.get(name);
  if (!family) {
    family = { name, type: "untyped", help: undefined, unit: undefined, samples: [] };
    families.set(name, family);
  }
  return family;
}

/** The family that a sample belongs to: that of its name, or one whose type has its ending. */
function familyOf(sampleName: string, families: Map<string, Building>): Building {
  const exact = families.get(sampleName);
  if (exact) return exact;
  const cut = sampleName.lastIndexOf("_");
  const family = cut === -1 ? undefined : families.get(sampleName.slice(0, cut));
  const endings: readonly string[] = family ? ENDINGS[family.type] : [];
  return family && endings.includes(sampleName.slice(cut))
    ? family
    : familyNamed(sampleName, families);
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

/**
 * Reads the line of a sample; its timestamp and exemplar are dropped. Every character is looked at a
 * fixed number of times, whatever the line holds.
 *
 * @returns the rule that the line breaks, when it breaks one.
 */
function parseSampleLine(line: string): ParsedSample | PrometheusRule {
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
function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(/\\([\\n"])/g, (_, letter: string) => letter === "n" ? "\n" : letter);
}

function parseLabels(
  line: string,
  from: number,
): { labels: Record<string, string>; end: number } | PrometheusRule {
  const pairs: [name: string, value: string][] = [];
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
    pairs.push([line.slice(at, nameEnd), unescapeText(line.slice(open + 1, close))]);
    at = skipBlanks(line, close + 1);
    if (line.charCodeAt(at) === COMMA) at = skipBlanks(line, at + 1);
    else if (line.charCodeAt(at) !== CLOSE) return "labels_end";
  }
  // Not by assignment: a label may be called __proto__.
  const labels = Object.fromEntries(pairs);
  if (Object.keys(labels).length !== pairs.length) return "duplicate_label";
  return { labels, end: at + 1 };
}

function parseValue(line: string, from: number): number | PrometheusRule {
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
function skipName(line: string, from: number, colons: boolean): number {
  let at = from;
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at);
    const letter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    const digit = code >= 0x30 && code <= 0x39 && at > from;
    if (!letter && !digit && code !== 0x5f && !(colons && code === COLON)) break;
  }
  return at;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === SPACE || line.charCodeAt(at) === TAB) at++;
  return at;
}

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/** Reads a number as the exposition formats write it; undefined when it is none. */
function prometheusNumber(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(text);
  const infinity = INFINITY.exec(text);
  if (infinity) return infinity[1] === "-" ? -Infinity : Infinity;
  return text.toLowerCase() === "nan" ? NaN : undefined;
}
