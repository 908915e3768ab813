/** The metrics that a board, a recording rule or an alert may name. */
import { nearest } from "../../runtime/contract/nearest.ts";
import type { FamilyDeclaration, MetricType } from "../../runtime/contract/metric.ts";

/** A family of metrics, and the place that declares it. */
export interface KnownFamily {
  readonly name: string;
  /** `recorded` is a series that one of our recording rules writes. */
  readonly type: MetricType | "recorded";
  readonly help: string;
  /** Labels of the samples, without those that Prometheus adds. */
  readonly labels: readonly string[];
  /** The file that declares it; `prometheus` for what Prometheus itself writes. */
  readonly source: string;
}

/** One name that a query can select. */
export interface KnownSeries {
  readonly family: KnownFamily;
  /** Labels of the samples, those that Prometheus adds among them. */
  readonly labels: ReadonlySet<string>;
  /** It only rises: a counter, or a part of a histogram. */
  readonly isCounter: boolean;
}

/** Labels that Prometheus gives to everything that it scrapes. */
export const SCRAPE_LABELS = ["job", "instance"];

/** Series that Prometheus writes beside what it scrapes. */
const PROMETHEUS_FAMILIES: readonly KnownFamily[] = [
  ["up", "Whether Prometheus could scrape a target (1).", ["rack", "via"]],
  ["scrape_duration_seconds", "How long a scrape took.", []],
  ["scrape_samples_scraped", "Samples of a scrape.", []],
  ["ALERTS", "Alerts that are pending or firing (1).", ["alertname", "alertstate", "severity"]],
].map(([name, help, labels]) => ({
  name: String(name),
  type: "gauge" as const,
  help: String(help),
  labels: [...labels ?? []],
  source: "prometheus",
}));

const HISTOGRAM_PARTS = ["_bucket", "_sum", "_count"];

/** Every series that is known, by its name. */
export class MetricCatalog {
  readonly families: readonly KnownFamily[];
  readonly #series = new Map<string, KnownSeries>();

  constructor(families: readonly KnownFamily[]) {
    this.families = families;
    for (const family of [...families, ...PROMETHEUS_FAMILIES]) {
      for (const [name, series] of seriesOf(family)) this.#series.set(name, series);
    }
  }

  /** The series of this name; undefined when nothing writes it. */
  find(name: string): KnownSeries | undefined {
    return this.#series.get(name);
  }

  /** The known name that a misspelt one most likely means. */
  suggest(name: string): string | undefined {
    return nearest(name, [...this.#series.keys()]);
  }

  /** A catalog that knows what recording rules write, too. */
  withRecorded(recorded: readonly KnownFamily[]): MetricCatalog {
    return new MetricCatalog([...this.families, ...recorded]);
  }
}

/** A family as a manifest or the host declares it. */
export function knownFamily(declaration: FamilyDeclaration, source: string): KnownFamily {
  const { name, type, help, labels } = declaration;
  return { name, type, help, labels, source };
}

function seriesOf(family: KnownFamily): [name: string, series: KnownSeries][] {
  const scraped = new Set([...SCRAPE_LABELS, ...family.labels]);
  if (family.type === "recorded") {
    return [[family.name, { family, labels: new Set(family.labels), isCounter: false }]];
  }
  if (family.type !== "histogram") {
    return [[family.name, { family, labels: scraped, isCounter: family.type === "counter" }]];
  }
  return HISTOGRAM_PARTS.map((part) => {
    const labels = part === "_bucket" ? new Set([...scraped, "le"]) : scraped;
    return [family.name + part, { family, labels, isCounter: true }];
  });
}
