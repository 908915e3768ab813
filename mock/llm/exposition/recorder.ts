import type { EngineView, ModelState } from "../../sim/engine_view.ts";
import { Buckets } from "./buckets.ts";
import type { Family, HistogramSample, NumberSample } from "./family.ts";
import { addRequest, NO_SUMS } from "./sums.ts";
import type { ModelSums } from "./sums.ts";
import type {
  HistogramRow,
  MetricsTable,
  ModelMetrics,
  NumberRow,
  Observation,
  Row,
} from "./table.ts";

/** The share of the recent mean that stays after one more interval. */
const KEPT_OF_MEAN = 0.9;

/** Watches an engine from its start on, and counts what the engine's table shows. */
export class Recorder {
  readonly #view: EngineView;
  readonly #table: MetricsTable;
  readonly #histograms: readonly HistogramRow[];
  #buckets = new Map<HistogramRow, Map<string, Buckets>>();
  #sums = new Map<string, ModelSums>();
  #steps = { count: 0, tokens: 0 };
  #stepTokens = 0;
  #meanInterval = 0;

  constructor(view: EngineView, table: MetricsTable) {
    this.#view = view;
    this.#table = table;
    this.#histograms = table.rows.filter((row) => row.type === "histogram");
    const ofIntervals = this.#histograms.filter(({ observation }) => observation.interval);
    view.listen({
      onFinished: (model, request) => {
        this.#sums.set(model, addRequest(this.#readSums(model), request));
        this.#observe(model, (observation) => observation.request?.(request));
        // A step that a prompt was computed in.
        this.#step(model, request.promptTokens - request.cachedTokens);
      },
      onInterval: (model, seconds, requests) => {
        const kept = this.#meanInterval === 0 ? 0 : KEPT_OF_MEAN ** requests;
        this.#meanInterval = seconds + (this.#meanInterval - seconds) * kept;
        for (const row of ofIntervals) {
          const value = row.observation.interval?.(seconds);
          if (value !== undefined) this.#findBuckets(row, model).observe(value, requests);
        }
        // In one step every running request gets a token.
        this.#stepTokens += requests;
        if (this.#stepTokens < view.runningRequests) return;
        const { count, tokens } = this.#steps;
        this.#steps = { count: count + 1, tokens: tokens + this.#stepTokens };
        this.#step(model, this.#stepTokens);
        this.#stepTokens = 0;
      },
      onRestart: () => {
        this.#buckets = new Map();
        this.#sums = new Map();
        this.#steps = { count: 0, tokens: 0 };
        this.#stepTokens = 0;
        this.#meanInterval = 0;
      },
    });
  }

  /** Returns the state of a model, from which its metrics are computed. */
  readMetrics(model: ModelState): ModelMetrics {
    return {
      view: this.#view,
      snapshot: this.#view.snapshot(),
      model,
      sums: this.#readSums(model.name),
      steps: this.#steps,
      meanIntervalSeconds: this.#meanInterval,
    };
  }

  /** Returns all families, of the models that the table covers, or of one alone. */
  families(only?: ModelState): Family[] {
    const all = this.#view.models();
    const models = only ? [only] : this.#table.isPerModel ? all : all.slice(0, 1);
    const metrics = models.map((model) => this.readMetrics(model));
    const families = new Map<string, Family>();
    for (const row of this.#table.rows) {
      const { name, type, help } = row;
      const own = row.scope === "server" ? metrics.slice(0, 1) : metrics;
      const samples = own.flatMap((one): Family["samples"] =>
        row.type === "histogram" ? this.#histogram(row, one) : this.#numbers(row, one)
      );
      // Rows with one name are one family.
      const before = families.get(name)?.samples ?? [];
      if (samples.length > 0) {
        families.set(name, { name, type, help, samples: [...before, ...samples] });
      }
    }
    return [...families.values()];
  }

  #readSums(model: string): ModelSums {
    return this.#sums.get(model) ?? NO_SUMS;
  }

  #numbers(row: NumberRow, metrics: ModelMetrics): NumberSample[] {
    const own = this.#labels(row, metrics);
    return row.samples.map(({ labels, value }) => ({
      labels: { ...own, ...labels(metrics) },
      value: value(metrics),
    })).filter(({ value }) => !row.isLazy || value > 0);
  }

  #histogram(row: HistogramRow, metrics: ModelMetrics): HistogramSample[] {
    const found = this.#buckets.get(row)?.get(metrics.model.name);
    if (!found && row.isLazy) return [];
    const { bounds, counts, sum } = found ?? new Buckets(this.#findBounds(row));
    const labels = { ...this.#labels(row, metrics), ...row.labels(metrics) };
    return [{ labels, bounds, counts, sum }];
  }

  #labels({ scope }: Row, { model }: ModelMetrics): Readonly<Record<string, string>> {
    return scope === "model" ? this.#table.labels(model) : {};
  }

  #step(model: string, tokens: number): void {
    this.#observe(model, (observation) => observation.step?.(tokens));
  }

  #observe(model: string, valueOf: (observation: Observation) => number | undefined): void {
    for (const row of this.#histograms) {
      const value = valueOf(row.observation);
      if (value !== undefined) this.#findBuckets(row, model).observe(value);
    }
  }

  #findBuckets(row: HistogramRow, model: string): Buckets {
    let models = this.#buckets.get(row);
    if (!models) this.#buckets.set(row, models = new Map());
    let buckets = models.get(model);
    if (!buckets) models.set(model, buckets = new Buckets(this.#findBounds(row)));
    return buckets;
  }

  #findBounds({ bounds }: HistogramRow): readonly number[] {
    return typeof bounds === "function" ? bounds(this.#view) : bounds;
  }
}
