import { OTHERS } from "./model_names.ts";
import type { MetricMapping } from "./metric_mapping.ts";
import { listFamilies } from "./metric_mapping.ts";

/** The families that are wanted of a long page, whatever server it is of. */
export interface Wanted {
  /** Families that some mapping reads, without `_total`. */
  readonly families: ReadonlySet<string>;
  /** Of these the samples are read one by one; those of all others add up. */
  readonly single: ReadonlySet<string>;
  /** Of these the largest sample counts. */
  readonly largest: ReadonlySet<string>;
  /** Labels that some mapping reads. */
  readonly labels: ReadonlySet<string>;
  /** Labels that name models. */
  readonly models: ReadonlySet<string>;
}

/** Returns what mappings want of a page. */
export function listWanted(mappings: readonly MetricMapping[]): Wanted {
  const rows = mappings.flatMap((mapping) => mapping.rows);
  const derived = mappings.flatMap((mapping) => listFamilies({ ...mapping, rows: [] }));
  const models = mappings.flatMap(({ modelLabels }) => modelLabels);
  const labels = rows.flatMap(({ where = {}, label }) => [
    ...Object.keys(where),
    ...[label?.from ?? []].flat(),
  ]);
  const ranked = rows.filter(({ isOfRanks }) => isOfRanks);
  const largest = rows.filter(({ combine }) => combine === "max");
  return {
    families: new Set(mappings.flatMap(listFamilies)),
    single: new Set([...derived, ...ranked.flatMap(({ from, plus = [] }) => [...from, ...plus])]),
    largest: new Set(largest.flatMap(({ from }) => from)),
    labels: new Set([...models, ...labels, "le"]),
    models: new Set(models),
  };
}

/** So many sums are kept apart; of what comes behind them all models are one. */
const MAX_SUMS = 20_000;

const SAMPLE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?[ \t]+(\S+)/;
const LABEL = /([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
const PART = /_(?:bucket|sum|count|total)$/;

/**
 * Leaves out of a page what no mapping reads, and adds up the samples that differ in labels alone that
 * none reads: counters, gauges and the parts of histograms, all of which are added up anyway.
 */
export class FamilyReducer {
  readonly #wanted: Wanted;
  readonly #sums = new Map<string, number>();

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  push(lines: readonly string[]): string {
    let text = "";
    for (const line of lines) {
      const kept = this.#take(line);
      if (kept !== "") text += `${kept}\n`;
    }
    return text;
  }

  end(): string {
    let text = "";
    for (const [series, value] of this.#sums) text += `${series} ${value}\n`;
    this.#sums.clear();
    return text;
  }

  #take(line: string): string {
    // Types are needed to read what follows; help is not.
    if (line.startsWith("#")) return this.#isWantedType(line) ? line : "";
    const name = readName(line);
    const family = this.#familyOf(name);
    if (family === undefined) return "";
    if (this.#wanted.single.has(family)) return line;
    this.#add(line, family);
    return "";
  }

  #isWantedType(line: string): boolean {
    const [, word, name = ""] = line.split(/\s+/, 3);
    return word === "TYPE" && this.#familyOf(name) !== undefined;
  }

  /** Returns the family of a sample as the mappings call it; undefined when none reads it. */
  #familyOf(name: string): string | undefined {
    const { families } = this.#wanted;
    if (families.has(name)) return name;
    const base = name.replace(PART, "");
    return families.has(base) ? base : undefined;
  }

  #add(line: string, family: string): void {
    const [, name = "", labels = "", number = ""] = SAMPLE.exec(line) ?? [];
    const value = Number(number);
    // What says that nothing is known adds up to nothing.
    if (!Number.isFinite(value) || value < 0) return;
    const known = this.#seriesOf(name, labels, false);
    const series = this.#sums.has(known) || this.#sums.size < MAX_SUMS
      ? known
      : this.#seriesOf(name, labels, true);
    const before = this.#sums.get(series);
    const isLargest = this.#wanted.largest.has(family);
    this.#sums.set(
      series,
      before === undefined ? value : isLargest ? Math.max(before, value) : before + value,
    );
  }

  #seriesOf(name: string, labels: string, isOfAll: boolean): string {
    const { labels: wanted, models } = this.#wanted;
    const own = [...labels.matchAll(LABEL)].filter(([, key = ""]) => wanted.has(key))
      .map(([, key = "", value = ""]) => `${key}="${isOfAll && models.has(key) ? OTHERS : value}"`);
    return `${name}{${own.join(",")}}`;
  }
}

function readName(line: string): string {
  const end = line.search(/[{\s]/);
  return end < 0 ? line : line.slice(0, end);
}
