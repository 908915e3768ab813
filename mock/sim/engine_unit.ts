import type { Arrival } from "./arrivals.ts";
import { Arrivals } from "./arrivals.ts";
import type { Container, ContainerWork } from "./container.ts";
import { Engine } from "./engine.ts";
import type { Work } from "./engine.ts";
import type {
  EngineListener,
  EngineSnapshot,
  EngineView,
  GeneratedToken,
  ModelState,
} from "./engine_view.ts";
import { ModelTable } from "./model_table.ts";
import type { ModelRules } from "./model_table.ts";
import { Proxy } from "./proxy.ts";
import type { Upstream } from "./proxy.ts";
import type { Random } from "./random.ts";
import type { Client } from "./sequence.ts";
import type { EngineSettings, Reachability } from "./settings.ts";
import type { EngineSpec } from "./specs.ts";
import { TokenStream } from "./token_stream.ts";
import { computePace, makeRules, scaleTraffic, startSeconds } from "./unit_rules.ts";
import { computeWork, processBytes } from "./unit_work.ts";

/** A prompt may take half of what fits. */
const PROMPT_SHARE = 0.5;
const MODEL_TURN_SECONDS = 20;

/** The surroundings of an engine. */
export interface UnitParts {
  readonly spec: EngineSpec;
  readonly container: Readonly<Container>;
  readonly random: Random;
  readonly upstreams: readonly Upstream[];
  readonly from: number;
  readonly toUnix: (seconds: number) => number;
}

/** One engine of the world, through its starts and ends. */
export class EngineUnit implements EngineView {
  readonly spec: EngineSpec;
  readonly container: Readonly<Container>;
  readonly #parts: UnitParts;
  readonly #random: Random;
  readonly #arrivals: Arrivals;
  readonly #listeners: EngineListener[] = [];
  #settings: EngineSettings = {};
  #models: ModelTable;
  #core: Engine | Proxy;
  #now: number;
  #readyAt: number;
  #starts: number;
  #isLost = false;
  #told: { snapshot: EngineSnapshot; loadedBytes: number };

  constructor(parts: UnitParts) {
    const { spec, container, random, from } = parts;
    this.spec = spec;
    this.container = container;
    this.#parts = parts;
    this.#random = random.fork("clients");
    this.#now = from;
    this.#readyAt = from;
    this.#starts = container.starts;
    this.#arrivals = new Arrivals(random.fork("arrivals"), spec.traffic, {
      from,
      models: spec.models.map(({ name }) => name),
      blockTokens: spec.kvBlockTokens,
      maxPromptTokens: Math.floor(this.#contextTokens * PROMPT_SHARE),
      maxOutputTokens: Math.floor(this.#contextTokens * (1 - PROMPT_SHARE)),
      ...(spec.onDemand && { modelTurnSeconds: MODEL_TURN_SECONDS }),
    });
    this.#models = new ModelTable(spec.models, this.#rules(), from);
    this.#core = this.#makeCore(from);
    this.#told = { snapshot: this.#core.snapshot(), loadedBytes: 0 };
  }

  get engine(): string {
    return this.spec.engine;
  }

  get version(): string {
    return this.spec.version;
  }

  get maxConcurrentRequests(): number {
    return this.spec.maxConcurrentRequests;
  }

  get kvCapacityTokens(): number {
    return this.spec.kvCapacityTokens;
  }

  get kvBlockTokens(): number {
    return this.spec.kvBlockTokens;
  }

  /** Its process runs and has loaded what it needs. */
  get isServing(): boolean {
    return this.container.isRunning && this.#now >= this.#readyAt;
  }

  /** Requests that its present process has got. */
  get arrivedTotal(): number {
    return this.#core.arrivedTotal;
  }

  /** Memory that its process holds on the card. */
  get cardBytes(): number {
    if (!this.container.isRunning || this.spec.card === undefined) return 0;
    const startedAt = this.container.startedAt;
    const loaded = this.#readyAt > startedAt
      ? Math.min(1, Math.max(0, (this.#now - startedAt) / (this.#readyAt - startedAt)))
      : 1;
    return processBytes(this.spec, { weights: this.#models.vramBytes, loaded });
  }

  get runningRequests(): number {
    return this.#core.runningRequests;
  }

  startedAtUnix(): number {
    return this.#parts.toUnix(this.container.startedAt);
  }

  reachability(): Reachability {
    return this.isServing ? this.#settings.reachability ?? "up" : "down";
  }

  models(): readonly ModelState[] {
    return this.#models.states(this.#now, this.#parts.toUnix);
  }

  snapshot(): EngineSnapshot {
    return this.#core.snapshot();
  }

  listen(listener: EngineListener): void {
    this.#listeners.push(listener);
  }

  /** @throws {Error} when it does not serve, or has no such model. */
  async *generate(
    { model, promptTokens, maxTokens }: { model: string; promptTokens: number; maxTokens: number },
    signal: AbortSignal,
  ): AsyncGenerator<GeneratedToken> {
    if (!this.spec.models.some(({ name }) => name === model)) {
      throw new Error(`The engine "${this.spec.name}" has no model "${model}"`);
    }
    const { outputTokens } = this.spec.traffic;
    const wanted = Math.max(1, Math.round(this.#random.logNormal(outputTokens, 0.5)));
    const stream = new TokenStream();
    const handle = this.submit({
      at: this.#now,
      model,
      promptTokens,
      outputTokens: Math.min(wanted, maxTokens),
      isCut: wanted >= maxTokens,
    }, stream);
    if (!handle) throw new Error(`The engine "${this.spec.name}" does not run`);
    const abort = () => handle.abort();
    signal.addEventListener("abort", abort);
    try {
      if (signal.aborted) abort();
      yield* stream;
    } finally {
      signal.removeEventListener("abort", abort);
      // Nothing happens where it has ended.
      abort();
    }
  }

  /** Takes a client's request; undefined while it does not serve. */
  submit(arrival: Arrival, client: Client): { abort(): void } | undefined {
    if (this.reachability() !== "up") return undefined;
    const core = this.#core;
    const sequence = core.submit(arrival, client);
    return { abort: () => core.abort(sequence) };
  }

  /** Follows its container, which may have ended or been started at `now`. */
  follow(now: number): void {
    if (!this.container.isRunning) {
      if (!this.#isLost) this.#begin(now);
      this.#isLost = true;
      return;
    }
    if (this.container.starts === this.#starts) return;
    this.#starts = this.container.starts;
    this.#isLost = false;
    this.#readyAt = now + startSeconds(this.spec);
    this.#begin(now);
    for (const listener of this.#listeners) listener.onRestart?.();
  }

  /** Goes on until `to`. */
  advance(
    to: number,
    { settings, load, clockRatio }: { settings: EngineSettings; load: number; clockRatio: number },
  ): void {
    this.#settings = settings;
    this.#arrivals.set(scaleTraffic(this.spec, settings, load), this.#now);
    this.#models.rules = this.#rules();
    const isOpen = this.isServing && this.reachability() === "up";
    // Nobody gets in: those who try are sent away at once.
    if (!isOpen) { while (this.#arrivals.take(to)); }
    if (this.isServing) {
      const pace = computePace(this.spec, settings, clockRatio);
      this.#core.advance(to, pace, { isHung: settings.hung ?? false });
    } else if (this.container.isRunning) {
      this.#core.advance(to, computePace(this.spec, {}, 1), { isHung: true });
    }
    this.#now = to;
  }

  /** Takes the work of its card for it since the last call. */
  takeWork(): Work {
    return this.#core.takeWork();
  }

  /** Takes the work of its container since the last call. */
  takeContainerWork(seconds: number, work: Work): ContainerWork {
    const snapshot = this.#core.snapshot();
    const loadedBytes = this.#models.loadedBytesTotal;
    const isLoading = this.container.isRunning && !this.isServing && !this.spec.onDemand;
    const told = this.#told;
    this.#told = { snapshot, loadedBytes };
    return computeWork(this.spec, {
      seconds,
      work,
      before: told.snapshot,
      after: snapshot,
      readBytes: loadedBytes - told.loadedBytes +
        (isLoading ? this.spec.loadBytesPerSecond * seconds : 0),
      isReady: this.reachability() === "up" && !this.#settings.hung,
    });
  }

  /** All that its last process knew is lost, and all counters are 0 again. */
  #begin(now: number): void {
    this.#core.lose(now);
    this.#models = new ModelTable(this.spec.models, this.#rules(), Math.max(now, this.#readyAt));
    this.#core = this.#makeCore(now);
    this.#told = { snapshot: this.#core.snapshot(), loadedBytes: 0 };
  }

  get #contextTokens(): number {
    return Math.min(
      this.spec.kvCapacityTokens,
      ...this.spec.models.map(({ contextTokens }) => contextTokens),
    );
  }

  #rules(): ModelRules {
    return makeRules(this.spec, this.#settings);
  }

  #makeCore(from: number): Engine | Proxy {
    const source = this.#arrivals;
    const listener: EngineListener = {
      onFinished: (model, request) => {
        for (const one of this.#listeners) one.onFinished?.(model, request);
      },
      onInterval: (model, seconds, requests) => {
        for (const one of this.#listeners) one.onInterval?.(model, seconds, requests);
      },
    };
    const { spec } = this;
    if (spec.upstreams) return new Proxy(this.#parts.upstreams, source, listener);
    return new Engine({ spec, source, models: this.#models, listener, from });
  }
}
