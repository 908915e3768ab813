import type { FinishedRequest, ModelState } from "../../sim/engine_view.ts";
import { ratio } from "../exposition/values.ts";
import type { ServerContext } from "../server_context.ts";

/** A request for an answer. */
export interface GenerationRequest {
  readonly model: ModelState;
  readonly promptTokens: number;
  readonly maxTokens: number | undefined;
}

/** The outcome of a request, with the engine's own counts and times. */
export interface Outcome {
  readonly finish: "stop" | "length";
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly tokens: number;
  readonly reasoningTokens: number;
  readonly loadSeconds: number;
  readonly queueSeconds: number;
  readonly promptSeconds: number;
  readonly tokenSeconds: number;
  /** From the request to its first token, and to its end. */
  readonly firstTokenSeconds: number;
  readonly totalSeconds: number;
  /** Of the prompt, not found in the cache. */
  readonly computedTokens: number;
  readonly allTokens: number;
  readonly inferenceSeconds: number;
  readonly inferenceSecondsPerToken: number;
  readonly secondsPerToken: number;
  readonly tokensPerSecond: number;
  readonly secondsPerPromptToken: number;
  readonly promptTokensPerSecond: number;
}

/** One token, and whether it belongs to what a model thinks before it answers. */
export interface Token {
  readonly text: string;
  readonly isReasoning: boolean;
}

/** The engine gave up before the end: its client sees the connection break. */
export class BrokenGeneration extends Error {
  override name = "BrokenGeneration";
}

const GAVE_UP = "Cannot go on: the engine gave the request up";

/** Without a limit an answer would be as long as the model's context. */
const DEFAULT_TOKENS = 256;
const LOOK_MS = 10;

/** One request in the engine: its tokens as they come, and then its outcome. */
export class Generation {
  readonly request: GenerationRequest;
  readonly #server: ServerContext;
  readonly #startMs = performance.now();
  #loadedMs: number;
  #firstMs: number | undefined;
  #lastMs = this.#startMs;
  #tokens = 0;

  constructor(server: ServerContext, request: GenerationRequest) {
    this.#server = server;
    this.request = request;
    this.#loadedMs = request.model.isLoaded ? this.#startMs : Infinity;
  }

  get #maxTokens(): number {
    const { model, promptTokens, maxTokens = DEFAULT_TOKENS } = this.request;
    return Math.max(1, Math.min(maxTokens, model.contextTokens - promptTokens));
  }

  /**
   * The tokens; ending the loop takes the request back.
   *
   * @throws {BrokenGeneration} when the engine gives up.
   */
  async *tokens(signal: AbortSignal): AsyncGenerator<Token> {
    const { model, promptTokens } = this.request;
    const ending = new AbortController();
    const timer = setInterval(() => this.#lookForModel(), LOOK_MS);
    let isDone = false;
    try {
      const tokens = this.#server.view.generate(
        { model: model.name, promptTokens, maxTokens: this.#maxTokens },
        AbortSignal.any([signal, ending.signal]),
      );
      for await (const { text, isLast } of tokens) {
        this.#lookForModel();
        this.#lastMs = performance.now();
        this.#firstMs ??= this.#lastMs;
        this.#tokens++;
        isDone = isLast;
        yield { text, isReasoning: this.#tokens <= this.#reasoningTokens };
        if (isLast) break;
      }
    } catch (cause) {
      throw new BrokenGeneration(GAVE_UP, { cause });
    } finally {
      clearInterval(timer);
      if (!isDone) ending.abort();
    }
    if (!isDone) throw new BrokenGeneration(GAVE_UP);
  }

  /**
   * All of its tokens at once.
   *
   * @throws {BrokenGeneration} when the engine gives up.
   */
  async whole(signal: AbortSignal): Promise<{ content: string; reasoning: string }> {
    const parts = { content: "", reasoning: "" };
    for await (const { text, isReasoning } of this.tokens(signal)) {
      parts[isReasoning ? "reasoning" : "content"] += text;
    }
    return parts;
  }

  /** All of its tokens at once; undefined when the engine gives up. */
  async tryWhole(
    signal = new AbortController().signal,
  ): Promise<Awaited<ReturnType<Generation["whole"]>> | undefined> {
    try {
      return await this.whole(signal);
    } catch (error) {
      if (!(error instanceof BrokenGeneration)) throw error;
      return undefined;
    }
  }

  /** Returns the outcome, once its tokens are there. */
  outcome(): Outcome {
    const { model, promptTokens } = this.request;
    const tokens = this.#tokens;
    const known = this.#server.recorder.findRequest(model.name, {
      promptTokens,
      generationTokens: tokens,
    });
    const firstMs = this.#firstMs ?? this.#lastMs;
    const loadedMs = Math.min(this.#loadedMs, firstMs);
    const times = timesOf(known, {
      promptSeconds: (firstMs - loadedMs) / 1000,
      tokenSeconds: (this.#lastMs - firstMs) / 1000,
      firstTokenSeconds: (firstMs - this.#startMs) / 1000,
      totalSeconds: (this.#lastMs - this.#startMs) / 1000,
    });
    const cachedTokens = known?.cachedTokens ?? 0;
    const computedTokens = Math.max(0, promptTokens - cachedTokens);
    const inferenceSeconds = times.promptSeconds + times.tokenSeconds;
    return {
      finish: this.#finish(known),
      promptTokens,
      cachedTokens,
      tokens,
      reasoningTokens: Math.min(tokens, this.#reasoningTokens),
      loadSeconds: (loadedMs - this.#startMs) / 1000,
      ...times,
      computedTokens,
      allTokens: promptTokens + tokens,
      inferenceSeconds,
      inferenceSecondsPerToken: ratio(inferenceSeconds, tokens),
      secondsPerToken: ratio(times.tokenSeconds, tokens),
      tokensPerSecond: ratio(tokens, times.tokenSeconds),
      secondsPerPromptToken: ratio(times.promptSeconds, computedTokens),
      promptTokensPerSecond: ratio(computedTokens, times.promptSeconds),
    };
  }

  #finish(known: FinishedRequest | undefined): Outcome["finish"] {
    if (known?.reason === "stop" || known?.reason === "length") return known.reason;
    return this.#tokens >= this.#maxTokens ? "length" : "stop";
  }

  get #reasoningTokens(): number {
    return this.#server.options.reasoningTokens ?? 0;
  }

  #lookForModel(): void {
    if (this.#loadedMs !== Infinity) return;
    if (this.#server.find(this.request.model.name)?.isLoaded) this.#loadedMs = performance.now();
  }
}

type Times = Pick<Outcome, "promptSeconds" | "tokenSeconds" | "firstTokenSeconds" | "totalSeconds">;

/** The engine's own times, or those of our clock where there are none yet. */
function timesOf(
  known: FinishedRequest | undefined,
  measured: Times,
): Times & { queueSeconds: number } {
  if (!known) return { ...measured, queueSeconds: 0 };
  return {
    queueSeconds: known.queueSeconds,
    promptSeconds: known.prefillSeconds,
    tokenSeconds: known.decodeSeconds,
    firstTokenSeconds: known.timeToFirstTokenSeconds,
    totalSeconds: known.durationSeconds,
  };
}
