import { LIMITS } from "../contract/limits.ts";
import { parseSampleLine, unescapeText } from "./prometheus_line.ts";
import type { ParsedSample } from "./prometheus_line.ts";
import { PrometheusTextError } from "./prometheus_text_error.ts";
import type { PrometheusRule } from "./prometheus_text_error.ts";

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

export type ParsedType = keyof typeof ENDINGS;

/** A family of a Prometheus text, with its samples in the order of the text. */
export interface ParsedFamily {
  /** As TYPE and HELP call it: in OpenMetrics the counter `x_total` is the family `x`. */
  readonly name: string;
  /** `untyped` when the text does not say. */
  readonly type: ParsedType;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  readonly samples: readonly ParsedSample[];
}

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
export function parsePrometheus(
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
