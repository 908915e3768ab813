/** Values that no family of an engine holds as they are: made of several samples, or of labels. */
import type { FamilySet, ParsedFamily, ParsedSample } from "@llm-monitor/sdk";
import { modelIn } from "./model_in.ts";
import { NEVER_ZERO } from "./never_zero.ts";
import { plainText } from "./plain_text.ts";
import { soundHistogram } from "./sound_histogram.ts";

type Labels = Readonly<Record<string, string>>;

/** Samples of a family. */
export interface Source {
  /** Its name, or several, of which the first that is there counts. */
  readonly family: string | readonly string[];
  /** Labels that a sample has to have. */
  readonly where?: Labels;
}

/** A canonical metric and its sources. `to` stands after `llm_monitor_llm_`. */
export type Derived =
  /** The product of two families, model by model. */
  | { readonly make: "product"; readonly to: string; readonly of: readonly [Source, Source] }
  /** The share that the first family is of the second, model by model. */
  | { readonly make: "ratio"; readonly to: string; readonly of: readonly [Source, Source] }
  /** Reachability of each server behind a router, by the label that names it. */
  | {
    readonly make: "backends";
    readonly to: string;
    readonly of: Source;
    readonly label: string;
  }
  /**
   * The product of labels that hold numbers: of the first of `alternatives` that a sample has whole.
   * Parts of a server are added up.
   */
  | {
    readonly make: "labels";
    readonly to: string;
    readonly of: Source;
    readonly alternatives: readonly (readonly string[])[];
  }
  /** A histogram without buckets, from counters of a time and of events: its mean is right. */
  | {
    readonly make: "totals";
    readonly to: string;
    readonly sum: Source;
    readonly count: Source;
    readonly scale: number;
  }
  /** The number of parts in each state; the value of a sample is the number of its state. */
  | {
    readonly make: "countStates";
    readonly to: string;
    readonly of: Source;
    readonly states: readonly string[];
  }
  /** 1 where a state is 0. */
  | { readonly make: "negation"; readonly to: string; readonly of: Source }
  /** The number of names that a label lists, of the sample with the newest time as its value. */
  | {
    readonly make: "countListItems";
    readonly to: string;
    readonly of: Source;
    /** The values of our label `state`, and the label of each. */
    readonly states: Readonly<Record<string, string>>;
  }
  /** A number that stands in a label of the sample with the newest time as its value. */
  | { readonly make: "newest"; readonly to: string; readonly of: Source; readonly label: string };

/** The target that a mapping is applied to. */
export interface DeriveOptions {
  readonly labels: Labels;
  readonly modelLabels: readonly string[];
  readonly unnamed?: readonly string[];
  readonly defaultModel: string;
  readonly modelName: (model: string) => string;
}

/** Adds what is made of an engine's families. */
export function derive(
  set: FamilySet,
  rows: readonly Derived[],
  { families, ...options }: DeriveOptions & { readonly families: readonly ParsedFamily[] },
): void {
  const index = new Map(families.map((family) => [family.name.replace(/_total$/, ""), family]));
  for (const row of rows) {
    MAKERS[row.make](row as never, {
      samples: ({ family, where = {} }) => {
        const there = [family].flat().find((name) => index.has(name));
        if (there === undefined) return [];
        return (index.get(there)?.samples ?? []).filter((sample) =>
          belongsTo(sample, there) &&
          Object.entries(where).every(([name, value]) => sample.labels[name] === value)
        );
      },
      modelOf: (labels) => {
        return options.modelName(modelIn(labels, options) ?? options.defaultModel);
      },
      add: (model, value, more = {}) => {
        if (!Number.isFinite(value) || (value === 0 && NEVER_ZERO.has(row.to))) return;
        set.gauge(`llm_monitor_llm_${row.to}`, { ...options.labels, model, ...more }, value);
      },
      addBackend: (backend, isUp) => {
        const labels = { ...options.labels, backend: plainText(backend, 128) };
        set.gauge(`llm_monitor_llm_${row.to}`, labels, isUp ? 1 : 0);
      },
      addTotals: (model, sum, count) => {
        const labels = { ...options.labels, model };
        const value = soundHistogram({ buckets: [], sum, count });
        set.histogram(`llm_monitor_llm_${row.to}`, labels, value);
      },
    });
  }
}

/** A router with more tells of some. */
const MAX_BACKENDS = 100;

interface Tools {
  readonly samples: (source: Source) => readonly ParsedSample[];
  readonly modelOf: (labels: Labels) => string;
  readonly add: (model: string, value: number, more?: Labels) => void;
  readonly addBackend: (backend: string, isUp: boolean) => void;
  readonly addTotals: (model: string, sum: number, count: number) => void;
}

type Row<Make extends Derived["make"]> = Extract<Derived, { make: Make }>;

const MAKERS: { readonly [Make in Derived["make"]]: (row: Row<Make>, tools: Tools) => void } = {
  product: ({ of: [first, second] }, tools) => {
    // Part by part: the product of sums would be another number.
    const factors = new Map(tools.samples(second).map((one) => [readPart(one, second), one.value]));
    const sums = new Map<string, number>();
    for (const sample of tools.samples(first)) {
      const factor = factors.get(readPart(sample, first));
      if (factor === undefined) continue;
      const model = tools.modelOf(sample.labels);
      sums.set(model, (sums.get(model) ?? 0) + sample.value * factor);
    }
    for (const [model, value] of sums) tools.add(model, value);
  },
  labels: ({ of, alternatives }, tools) => {
    const sums = new Map<string, number>();
    for (const { labels } of tools.samples(of)) {
      const value = alternatives.map((names) => multiplyLabels(labels, names))
        .find((product) => product !== undefined);
      const model = tools.modelOf(labels);
      if (value !== undefined) sums.set(model, (sums.get(model) ?? 0) + value);
    }
    for (const [model, value] of sums) tools.add(model, value);
  },
  ratio: ({ of: [part, whole] }, tools) => {
    const parts = byModel(tools, part);
    for (const [model, total] of byModel(tools, whole)) {
      const value = parts.get(model);
      if (value !== undefined && total > 0) tools.add(model, value / total);
    }
  },
  backends: ({ of, label }, tools) => {
    const states = new Map<string, boolean>();
    for (const { labels, value } of tools.samples(of)) {
      const backend = labels[label];
      if (backend && states.size < MAX_BACKENDS) {
        states.set(backend, (states.get(backend) ?? true) && value > 0);
      }
    }
    for (const [backend, isUp] of states) tools.addBackend(backend, isUp);
  },
  totals: ({ sum, count, scale }, tools) => {
    const counts = byModel(tools, count);
    for (const [model, value] of byModel(tools, sum)) {
      const events = counts.get(model);
      if (events !== undefined) tools.addTotals(model, value * scale, events);
    }
  },
  countStates: ({ of, states }, tools) => {
    const counts = new Map<string, number[]>();
    for (const { labels, value } of tools.samples(of)) {
      if (states[value] === undefined) continue;
      const model = tools.modelOf(labels);
      const ofModel = counts.get(model) ?? states.map(() => 0);
      ofModel[value] = (ofModel[value] ?? 0) + 1;
      counts.set(model, ofModel);
    }
    for (const [model, ofModel] of counts) {
      ofModel.forEach((count, index) => tools.add(model, count, { state: states[index] ?? "" }));
    }
  },
  negation: ({ of }, tools) => {
    const models = new Map<string, number>();
    for (const { labels, value } of tools.samples(of)) {
      const model = tools.modelOf(labels);
      models.set(model, Math.max(models.get(model) ?? 0, value === 0 ? 1 : 0));
    }
    for (const [model, value] of models) tools.add(model, value);
  },
  countListItems: ({ of, states }, tools) => {
    const newest = findNewest(tools.samples(of));
    if (!newest) return;
    for (const [state, label] of Object.entries(states)) {
      const names = (newest.labels[label] ?? "").split(",").map((name) => name.trim())
        .filter((name) => name !== "");
      tools.add(tools.modelOf(newest.labels), new Set(names).size, { state });
    }
  },
  newest: ({ of, label }, tools) => {
    const newest = findNewest(tools.samples(of));
    const value = newest && multiplyLabels(newest.labels, [label]);
    if (newest && value !== undefined) tools.add(tools.modelOf(newest.labels), value);
  },
};

/** Samples of the family itself; `_created` and the parts of histograms are others. */
function belongsTo({ name, value }: ParsedSample, family: string): boolean {
  return (name === family || name === `${family}_total`) && Number.isFinite(value) && value >= 0;
}

/** Returns the labels that tell the parts of a server apart: all but those that select. */
function readPart({ labels }: ParsedSample, { where = {} }: Source): string {
  const own = Object.entries(labels).filter(([name]) => !Object.hasOwn(where, name));
  return JSON.stringify(own.toSorted(([a], [b]) => a < b ? -1 : 1));
}

function byModel({ samples, modelOf }: Tools, source: Source): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { labels, value } of samples(source)) {
    const model = modelOf(labels);
    sums.set(model, (sums.get(model) ?? 0) + value);
  }
  return sums;
}

/** The product of labels that hold numbers; undefined when one of them does not, such as "None". */
function multiplyLabels(labels: Labels, names: readonly string[]): number | undefined {
  const factors = names.map((name) => labels[name]?.trim() || "none").map(Number);
  return factors.every((factor) => Number.isFinite(factor) && factor >= 0)
    ? factors.reduce((product, factor) => product * factor, 1)
    : undefined;
}

function findNewest(samples: readonly ParsedSample[]): ParsedSample | undefined {
  return samples.reduce<ParsedSample | undefined>(
    (newest, sample) => newest && newest.value >= sample.value ? newest : sample,
    undefined,
  );
}
