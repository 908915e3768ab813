import { openMetricsName } from "../../runtime/contract/metric_name.ts";
import type { FamilyDeclaration, ValidFamily } from "../../runtime/contract/metric.ts";
import { escapeLabelValue } from "../../runtime/metrics/escape.ts";
import { formatBound, formatNumber } from "../../runtime/metrics/format_number.ts";
import { renderLabels } from "../../runtime/metrics/render_labels.ts";
import { toNumber } from "../../runtime/metrics/wire_number.ts";

/** A series over all scrapes. */
export interface Series {
  /** Name and labels. */
  readonly head: string;
  /** Numbers of the scrapes that have a value. */
  readonly steps: number[];
  readonly values: number[];
}

interface StoredFamily {
  readonly declaration: FamilyDeclaration;
  /** By their labels; of a histogram, its buckets, sum and count. */
  readonly metrics: Map<string, Map<string, Series>>;
}

/** A family over all scrapes; what belongs to one metric of a histogram stands together. */
export interface PlayedFamily {
  readonly declaration: FamilyDeclaration;
  readonly metrics: readonly (readonly Series[])[];
}

/** So much text is handed on at once. */
const CHUNK = 1024 * 1024;

/** Keeps the values of many scrapes, and writes them family by family. */
export class SeriesStore {
  readonly #targetLabels: string;
  readonly #timestamps: string[] = [];
  readonly #families = new Map<string, StoredFamily>();

  /** @param targetLabels are those that Prometheus adds, such as job and instance. */
  constructor(targetLabels: Readonly<Record<string, string>>) {
    this.#targetLabels = renderLabels(targetLabels, Object.keys(targetLabels));
  }

  /** Adds a scrape; all of them in the order of their times. Returns how many samples it has. */
  add(unixSeconds: number, families: readonly ValidFamily[]): number {
    const step = this.#timestamps.push(formatNumber(unixSeconds)) - 1;
    let count = 0;
    for (const { declaration, samples } of families) {
      const { name } = declaration;
      const stored = this.#families.get(name) ?? { declaration, metrics: new Map() };
      this.#families.set(name, stored);
      for (const sample of samples) {
        const labels = renderLabels(sample.labels, declaration.labels);
        let metric = stored.metrics.get(labels);
        if (!metric) stored.metrics.set(labels, metric = new Map());
        const put = (suffix: string, extra: string, value: number) => {
          let series = metric.get(suffix + extra);
          if (!series) {
            const all = [labels, extra, this.#targetLabels].filter((part) => part !== "").join();
            series = { head: `${name}${suffix}{${all}} `, steps: [], values: [] };
            metric.set(suffix + extra, series);
          }
          series.steps.push(step);
          series.values.push(value);
          count++;
        };
        if ("value" in sample) {
          put("", "", toNumber(sample.value));
          continue;
        }
        for (const [le, cumulative] of sample.buckets) {
          put("_bucket", `le="${formatBound(le)}"`, cumulative);
        }
        put("_sum", "", toNumber(sample.sum));
        put("_count", "", sample.count);
      }
    }
    return count;
  }

  /** Every family with its series, in the order of names. */
  *families(): Generator<PlayedFamily> {
    for (const name of [...this.#families.keys()].sort()) {
      const stored = this.#families.get(name);
      if (!stored) continue;
      const metrics = [...stored.metrics.values()].map((metric) => [...metric.values()]);
      yield { declaration: stored.declaration, metrics };
    }
  }

  /** The whole as OpenMetrics, in pieces, each a run of whole lines. */
  *text(): Generator<string> {
    let text = "";
    for (const { declaration, metrics } of this.families()) {
      text += openMetricsHead(declaration);
      for (const metric of metrics) {
        for (const line of this.#lines(metric)) {
          text += line;
          if (text.length < CHUNK) continue;
          yield text;
          text = "";
        }
      }
    }
    yield `${text}# EOF\n`;
  }

  /** The lines of one metric, scrape by scrape: parts of a histogram stand together. */
  *#lines(all: readonly Series[]): Generator<string> {
    const cursors = all.map(() => 0);
    for (let step = 0; step < this.#timestamps.length; step++) {
      let lines = "";
      for (const [index, { head, steps, values }] of all.entries()) {
        const cursor = cursors[index] ?? 0;
        if (steps[cursor] !== step) continue;
        cursors[index] = cursor + 1;
        lines += `${head}${numberText(values[cursor] ?? NaN)} ${this.#timestamps[step]}\n`;
      }
      if (lines !== "") yield lines;
    }
  }
}

/** The lines before a family's samples. */
export function openMetricsHead(declaration: FamilyDeclaration): string {
  const family = openMetricsName(declaration);
  return `# TYPE ${family} ${declaration.type}\n` +
    `# HELP ${family} ${escapeLabelValue(declaration.help)}\n`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return formatNumber(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
