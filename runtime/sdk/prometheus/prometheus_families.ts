import { skipBlanks, skipName, unescapeText } from "./prometheus_line.ts";
import type { ParsedSample } from "./prometheus_line.ts";
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
  /** Its name in TYPE and HELP: in OpenMetrics the counter `x_total` is the family `x`. */
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

/** A family that is being read. */
export interface OpenFamily {
  readonly family: Building;
  /**
   * Families that nobody wants are known, because their type says which samples are theirs, and
   * stay empty.
   */
  readonly isWanted: boolean;
}

/** The families of one text, in the order in which it names them. */
export class PrometheusFamilies {
  readonly #families = new Map<string, OpenFamily>();
  readonly #wanted: (name: string) => boolean;
  sampleCount = 0;

  constructor(wanted: (name: string) => boolean) {
    this.#wanted = wanted;
  }

  /** Those that are wanted. */
  list(): ParsedFamily[] {
    return [...this.#families.values()].filter(({ isWanted }) => isWanted)
      .map(({ family }) => family);
  }

  /** The family that a sample belongs to: that of its name, or one whose type has its ending. */
  ofSample(sampleName: string): OpenFamily {
    const exact = this.#families.get(sampleName);
    if (exact) return exact;
    const cut = sampleName.lastIndexOf("_");
    const open = cut === -1 ? undefined : this.#families.get(sampleName.slice(0, cut));
    const endings: readonly string[] = open ? ENDINGS[open.family.type] : [];
    return open && endings.includes(sampleName.slice(cut)) ? open : this.#named(sampleName);
  }

  add({ family }: OpenFamily, sample: ParsedSample): void {
    family.samples.push(sample);
    this.sampleCount++;
  }

  /** Reads a line that begins with a #; returns the rule that it breaks, when it breaks one. */
  readMetadata(line: string): PrometheusRule | undefined {
    const at = skipBlanks(line, 1);
    const keyword = line.slice(at, at + 4);
    const from = skipBlanks(line, at + 4);
    // Any other line with a # is a comment.
    const isMetadata = keyword === "HELP" || keyword === "TYPE" || keyword === "UNIT";
    if (!isMetadata || from === at + 4 || from >= line.length) return undefined;
    const end = skipName(line, from, true);
    const rest = skipBlanks(line, end);
    if (end === from || (rest === end && rest < line.length)) return "metric_name";
    return describe(this.#named(line.slice(from, end)).family, keyword, line.slice(rest));
  }

  #named(name: string): OpenFamily {
    let open = this.#families.get(name);
    if (!open) {
      const family = { name, type: "untyped" as const, help: undefined, unit: undefined };
      open = { family: { ...family, samples: [] }, isWanted: this.#wanted(name) };
      this.#families.set(name, open);
    }
    return open;
  }
}

function describe(
  family: Building,
  keyword: "HELP" | "TYPE" | "UNIT",
  text: string,
): PrometheusRule | undefined {
  if (keyword === "HELP") family.help = unescapeText(text);
  else if (keyword === "UNIT") family.unit = text;
  else {
    const type = text === "unknown" ? "untyped" : text;
    if (!isParsedType(type)) return "metric_type";
    family.type = type;
  }
  return undefined;
}

function isParsedType(text: string): text is ParsedType {
  return Object.hasOwn(ENDINGS, text);
}
