import type {
  EngineSnapshot,
  EngineView,
  FinishedRequest,
  ModelState,
} from "../../sim/engine_view.ts";
import { Buckets } from "./buckets.ts";
import type { Family, HistogramSample, NumberSample } from "./family.ts";
import { NO_SUMS, withRequest } from "./sums.ts";
import type { ModelSums } from "./sums.ts";
import type { ExpositionTable, HistogramRow, NumberRow, Observed, Telling } from "./table.ts";

const RECENT = 64;

/** Watches an engine from its start on, and adds up what the engine's table tells. */
export class Recorder {
  readonly #view: EngineView;
  readonly #table: ExpositionTable;
  readonly #histograms: readonly HistogramRow[];
  #buckets = new Map<HistogramRow, Map<string, Buckets>>();
  #sums = new Map<string, ModelSums>();
  #recent: { readonly model: string; readonly request: FinishedRequest }[] = [];
  #stepTokens = 0;
  #meanInterval = 0;

  constructor(view: EngineView, table: ExpositionTable) {
    this.#view = view;
    this.#table = table;
    this.#histograms = table.rows.filter((row) => row.kind === "histogram");
    const hasSteps = this.#histograms.some(({ of }) => of.step);
    view.onFinished((model, request) => {
      this.#sums.set(model, withRequest(this.sumsOf(model), request));
      this.#recent = [...this.#recent, { model, request }].slice(-RECENT);
      this.#observe(model, (of) => of.request?.(request));
      // A step that a prompt was computed in.
      if (hasSteps) this.#step(model, request.promptTokens - request.cachedTokens);
    });
    view.onInterval((model, seconds) => {
      this.#meanInterval += (seconds - this.#meanInterval) * (this.#meanInterval === 0 ? 1 : 0.1);
      this.#observe(model, (of) => of.interval?.(seconds));
      if (!hasSteps) return;
      // In one step every running request gets a token.
      this.#stepTokens++;
      if (this.#stepTokens < view.snapshot().runningRequests) return;
      this.#step(model, this.#stepTokens);
      this.#stepTokens = 0;
    });
    view.onRestart(() => {
      this.#buckets = new Map();
      this.#sums = new Map();
      this.#recent = [];
      this.#stepTokens = 0;
      this.#meanInterval = 0;
    });
  }

  /** What the ended requests of a model add up to. */
  sumsOf(model: string): ModelSums {
    return this.#sums.get(model) ?? NO_SUMS;
  }

  /** The mean time between two tokens of late; 0 before there were any. */
  get meanIntervalSeconds(): number {
    return this.#meanInterval;
  }

  /** What the engine observed of a request that ended just now, found by its size. */
  findRequest(
    model: string,
    size: Pick<FinishedRequest, "promptTokens" | "generationTokens">,
  ): FinishedRequest | undefined {
    return this.#recent.findLast((one) =>
      one.model === model && one.request.promptTokens === size.promptTokens &&
      one.request.generationTokens === size.generationTokens
    )?.request;
  }

  /** Everything that the table tells now. */
  families(): Family[] {
    const all = this.#view.models();
    const models = this.#table.isPerModel ? all : all.slice(0, 1);
    const snapshot = this.#view.snapshot();
    const families = new Map<string, Family>();
    for (const row of this.#table.rows) {
      const family = row.kind === "histogram"
        ? this.#histogram(row, models)
        : this.#numbers(row, models, snapshot);
      if (family.samples.length === 0) continue;
      families.set(row.name, joined(families.get(row.name), family));
    }
    return [...families.values()];
  }

  #numbers(
    { kind, name, help, tell, scope }: NumberRow,
    models: readonly ModelState[],
    snapshot: EngineSnapshot,
  ): Family {
    const samples = (scope === "server" ? models.slice(0, 1) : models).flatMap((model) => {
      const telling: Telling = {
        view: this.#view,
        snapshot,
        model,
        sums: this.sumsOf(model.name),
        meanIntervalSeconds: this.#meanInterval,
      };
      const told = tell(telling);
      const own = scope ? {} : this.#table.labels(model, this.#view);
      const list: readonly NumberSample[] = typeof told === "number"
        ? [{ labels: {}, value: told }]
        : told ?? [];
      return list.map(({ labels, value }) => ({ labels: { ...own, ...labels }, value }));
    });
    return { name, type: kind, help, samples };
  }

  #histogram(row: HistogramRow, models: readonly ModelState[]): Family {
    const samples = models.flatMap((model): HistogramSample[] => {
      const found = this.#buckets.get(row)?.get(model.name);
      if (!found && this.#table.isLazy) return [];
      const { bounds, counts, sum } = found ?? new Buckets(this.#boundsOf(row));
      const own = row.scope ? {} : this.#table.labels(model, this.#view);
      const labels = { ...own, ...row.labels };
      return [{ labels, bounds, counts, sum }];
    });
    return { name: row.name, type: "histogram", help: row.help, samples };
  }

  #step(model: string, tokens: number): void {
    this.#observe(model, (of) => of.step?.(tokens));
  }

  #observe(model: string, valueOf: (of: Observed) => number | undefined): void {
    for (const row of this.#histograms) {
      const value = valueOf(row.of);
      if (value !== undefined) this.#bucketsOf(row, model).observe(value);
    }
  }

  #bucketsOf(row: HistogramRow, model: string): Buckets {
    let models = this.#buckets.get(row);
    if (!models) this.#buckets.set(row, models = new Map());
    let buckets = models.get(model);
    if (!buckets) models.set(model, buckets = new Buckets(this.#boundsOf(row)));
    return buckets;
  }

  #boundsOf({ bounds }: HistogramRow): readonly number[] {
    return typeof bounds === "function" ? bounds(this.#view) : bounds;
  }
}

/** Rows with one name are one family. */
function joined(known: Family | undefined, family: Family): Family {
  if (known?.type === "histogram" && family.type === "histogram") {
    return { ...known, samples: [...known.samples, ...family.samples] };
  }
  if (known && known.type !== "histogram" && family.type !== "histogram") {
    return { ...known, samples: [...known.samples, ...family.samples] };
  }
  return family;
}
