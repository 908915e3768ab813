import type { Family, HistogramSample, Labels } from "./family.ts";

/** The way in which a library writes metrics: each engine's text looks as its library makes it. */
export interface Dialect {
  readonly contentType: string;
  readonly number: (value: number) => string;
  readonly bound: (value: number) => string;
  /** Labels are in the order of their names. */
  readonly isSorted: boolean;
  /** The place of `le` among the labels of a bucket. */
  readonly le: "sorted" | "first" | "last";
  /** The place of sum and count. */
  readonly sums: "sum, count, buckets" | "buckets, sum, count" | "buckets, count, sum";
  /** Added to each help text. */
  readonly helpEnd: string;
  readonly isOpenMetrics: boolean;
  /** Each counter has its start in a gauge that ends in `_created`. */
  readonly hasCreated: boolean;
  /** A blank line after each family. */
  readonly hasGaps: boolean;
}

/** prometheus_client of Python. */
const PYTHON: Dialect = {
  contentType: "text/plain; version=0.0.4; charset=utf-8",
  number: pythonNumber,
  bound: pythonNumber,
  isSorted: true,
  le: "sorted",
  sums: "buckets, count, sum",
  helpEnd: "",
  isOpenMetrics: false,
  hasCreated: false,
  hasGaps: false,
};
const PYTHON_OPENMETRICS: Dialect = {
  ...PYTHON,
  contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  isOpenMetrics: true,
};

/** prometheus-cpp. */
const CPP: Dialect = {
  ...PYTHON,
  contentType: "text/plain; charset=utf-8",
  number: String,
  bound: String,
  le: "last",
  sums: "sum, count, buckets",
};

/** The dialects of libraries, by the names that profiles have for them. */
export const DIALECTS = {
  python: PYTHON,
  /** The same with the gauges that end in `_created`, which its users may turn off. */
  "python with created": { ...PYTHON, hasCreated: true },
  /** The same where a client asks for OpenMetrics. */
  "python openmetrics": PYTHON_OPENMETRICS,
  /** prometheus-client of Rust, which knows OpenMetrics alone. */
  "rust openmetrics": {
    ...PYTHON_OPENMETRICS,
    number: String,
    bound: withPoint,
    helpEnd: ".",
    isSorted: false,
    le: "first",
    sums: "sum, count, buckets",
  },
  /** metrics-exporter-prometheus of Rust. */
  "rust metrics": { ...CPP, isSorted: false, sums: "buckets, sum, count", hasGaps: true },
  cpp: CPP,
  /** By hand: no series has labels. */
  "llama.cpp": { ...CPP, contentType: "text/plain; version=0.0.4" },
  /** client_golang. */
  go: {
    ...PYTHON,
    contentType: "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
    number: goNumber,
    bound: goNumber,
    le: "last",
    sums: "buckets, sum, count",
  },
} satisfies Record<string, Dialect>;

/** Writes families as that library does, which counts since `createdUnix`. */
export function writeFamilies(
  families: readonly Family[],
  dialect: Dialect,
  createdUnix: number,
): string {
  const all = dialect.hasCreated
    ? families.flatMap((family) => [family, ...makeCreated(family, createdUnix)])
    : families;
  const parts = all.map((family) => writeFamily(family, dialect));
  return parts.join(dialect.hasGaps ? "\n" : "") + (dialect.isOpenMetrics ? "# EOF\n" : "");
}

function makeCreated({ name, type, help, samples }: Family, createdUnix: number): Family[] {
  // Counters of Python itself have no start.
  if (type === "gauge" || name.startsWith("python_")) return [];
  return [{
    name: `${name.replace(/_total$/, "")}_created`,
    type: "gauge",
    help,
    samples: samples.map(({ labels }) => ({ labels, value: createdUnix })),
  }];
}

function writeFamily(family: Family, dialect: Dialect): string {
  const { type, help } = family;
  const name = dialect.isOpenMetrics && type === "counter"
    ? family.name.replace(/_total$/, "")
    : family.name;
  const lines = [`# HELP ${name} ${help}${dialect.helpEnd}`, `# TYPE ${name} ${type}`];
  for (const sample of family.samples) {
    if ("bounds" in sample) lines.push(...writeHistogram(family.name, sample, dialect));
    else {
      const number = dialect.number(sample.value);
      lines.push(`${family.name}${writeLabels(sample.labels, dialect)} ${number}`);
    }
  }
  return lines.join("\n") + "\n";
}

/** Stands where the bound of a bucket comes; no label has it. */
const BOUND = "\0";

function writeHistogram(
  name: string,
  { labels, bounds, counts, sum }: HistogramSample,
  dialect: Dialect,
): string[] {
  const own = writeLabels(labels, dialect);
  // Sorted and escaped once for all buckets.
  const [before = "", after = ""] = writeLabels(labels, dialect, BOUND).split(BOUND);
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    const bound = bounds[index];
    const le = bound === undefined ? "+Inf" : dialect.bound(bound);
    return `${name}_bucket${before}${le}${after} ${dialect.number(total)}`;
  });
  const parts: Readonly<Record<string, readonly string[]>> = {
    buckets,
    sum: [`${name}_sum${own} ${dialect.number(sum)}`],
    count: [`${name}_count${own} ${dialect.number(total)}`],
  };
  return dialect.sums.split(", ").flatMap((part) => parts[part] ?? []);
}

function writeLabels(labels: Labels, { isSorted, le: place }: Dialect, le?: string): string {
  const own = Object.entries(labels);
  if (isSorted) own.sort(([a], [b]) => a < b ? -1 : 1);
  const bucket: [string, string][] = le === undefined ? [] : [["le", le]];
  const all = place === "first" ? [...bucket, ...own] : [...own, ...bucket];
  if (place === "sorted") all.sort(([a], [b]) => a < b ? -1 : 1);
  if (all.length === 0) return "";
  return `{${all.map(([name, value]) => `${name}="${escaped(value)}"`).join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

/** 3 is 3.0, and what has more than six digits before the point is written with an exponent. */
function pythonNumber(value: number): string {
  const text = withPoint(value);
  const point = text.indexOf(".");
  return point > 6 && !text.includes("e") ? exponential(value) : text;
}

function goNumber(value: number): string {
  return Math.abs(value) >= 1e21 || !Number.isInteger(value) || Math.abs(value) < 1e6
    ? String(value)
    : exponential(value);
}

function exponential(value: number): string {
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

function withPoint(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
