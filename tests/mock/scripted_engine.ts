/** An engine whose every number a test says, in the place of the simulation. */
import type {
  EngineListener,
  EngineSnapshot,
  EngineView,
  FinishedRequest,
  GeneratedToken,
  ModelState,
} from "../../mock/sim/engine_view.ts";

/** A model as a test wants it. */
export function makeModel(more: Partial<ModelState> = {}): ModelState {
  return {
    name: "example/model-a",
    contextTokens: 8192,
    sizeBytes: 16_000_000_000,
    family: "llama",
    parameterSize: "8.0B",
    quantization: "Q4_K_M",
    isLoaded: true,
    vramBytes: 20_000_000_000,
    expiresAtUnix: undefined,
    ...more,
  };
}

/** An ended request as a test wants it. */
export function makeRequest(more: Partial<FinishedRequest> = {}): FinishedRequest {
  return {
    reason: "stop",
    promptTokens: 100,
    cachedTokens: 40,
    generationTokens: 20,
    queueSeconds: 0.5,
    loadSeconds: 0,
    prefillSeconds: 0.1,
    decodeSeconds: 0.4,
    timeToFirstTokenSeconds: 0.6,
    durationSeconds: 1,
    ...more,
  };
}

/** Tokens of each prompt that are in the cache. */
const CACHED = 4;

/** Written by a test, step by step. */
export class ScriptedEngine implements EngineView {
  readonly engine: string;
  readonly version = "1.2.3";
  readonly maxConcurrentRequests = 64;
  readonly kvCapacityTokens = 160_000;
  readonly kvBlockTokens = 16;
  list: ModelState[];
  state: ReturnType<EngineView["reachability"]> = "up";
  runningRequests = 3;
  waitingRequests = 2;
  kvUsageRatio = 0.25;
  preemptionsTotal = 7;
  /** The pieces of each generation; it ends with the last of them. */
  answer: readonly string[] = ["Hello", " there", "."];
  /** Tokens that are missing at the end: so many come, and then the engine gives up. */
  givesUpAfter = Infinity;
  /** True if a generation stands still before its first token. */
  isStuck = false;
  /** The requests for generation, and how each of them ended. */
  readonly generated: { readonly model: string; readonly maxTokens: number; ended: string }[] = [];
  #finished: FinishedRequest[] = [];
  readonly #listeners: EngineListener[] = [];

  constructor(engine: string, models: readonly ModelState[] = [makeModel()]) {
    this.engine = engine;
    this.list = [...models];
  }

  startedAtUnix(): number {
    return 1_795_000_000;
  }

  reachability(): ReturnType<EngineView["reachability"]> {
    return this.state;
  }

  models(): readonly ModelState[] {
    return this.list;
  }

  snapshot(): EngineSnapshot {
    const count = (reason: FinishedRequest["reason"]) =>
      this.#finished.filter((request) => request.reason === reason).length;
    const sum = (field: "promptTokens" | "cachedTokens" | "generationTokens") =>
      this.#finished.reduce((total, request) => total + request[field], 0);
    return {
      runningRequests: this.runningRequests,
      waitingRequests: this.waitingRequests,
      kvUsageRatio: this.kvUsageRatio,
      kvUsedTokens: this.kvUsageRatio * this.kvCapacityTokens,
      promptTokensTotal: sum("promptTokens"),
      cachedTokensTotal: sum("cachedTokens"),
      generationTokensTotal: sum("generationTokens"),
      preemptionsTotal: this.preemptionsTotal,
      finishedTotal: {
        stop: count("stop"),
        length: count("length"),
        abort: count("abort"),
        error: count("error"),
      },
    };
  }

  listen(listener: EngineListener): void {
    this.#listeners.push(listener);
  }

  /** Ends a request of a model, the first one unless told otherwise. */
  finish(request: FinishedRequest, model: string = this.list[0]?.name ?? ""): void {
    this.#finished.push(request);
    const count = Math.max(0, request.generationTokens - 1);
    for (let index = 0; index < count; index++) {
      for (const listener of this.#listeners) {
        listener.onInterval?.(model, request.decodeSeconds / count, 1);
      }
    }
    for (const listener of this.#listeners) listener.onFinished?.(model, request);
  }

  /** Starts the engine anew: what it counted is 0 again. */
  restart(): void {
    this.#finished = [];
    this.preemptionsTotal = 0;
    for (const listener of this.#listeners) listener.onRestart?.();
  }

  async *generate(
    { model, promptTokens, maxTokens }: Parameters<EngineView["generate"]>[0],
    signal: AbortSignal,
  ): AsyncGenerator<GeneratedToken> {
    const entry = { model, maxTokens, ended: "early" };
    this.generated.push(entry);
    if (this.isStuck) await untilAborted(signal);
    if (signal.aborted) {
      entry.ended = "aborted";
      return;
    }
    const isCold = this.list.some((one) => one.name === model && !one.isLoaded);
    this.list = this.list.map((one) => one.name === model ? { ...one, isLoaded: true } : one);
    const tokens = this.answer.slice(0, maxTokens);
    for (const [index, text] of tokens.slice(0, this.givesUpAfter).entries()) {
      const isLast = index === tokens.length - 1;
      if (isLast) {
        entry.ended = "done";
        const cachedTokens = Math.min(promptTokens, CACHED);
        const reason = tokens.length < this.answer.length ? "length" : "stop";
        const size = { promptTokens, cachedTokens, generationTokens: tokens.length };
        const request = makeRequest({ reason, ...size, loadSeconds: isCold ? 0.25 : 0 });
        this.finish(request, model);
        yield { text, isLast, request };
      } else yield { text, isLast };
    }
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}
