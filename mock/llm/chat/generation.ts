import { BrokenOff } from "../../net/broken_off.ts";
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
export type Outcome = ReturnType<typeof describeOutcome>;

/** One token, and whether it belongs to what a model thinks before it answers. */
export interface Token {
  readonly text: string;
  readonly isReasoning: boolean;
}

const GAVE_UP = "Cannot go on: the engine gave the request up";

/** Without a limit an answer would be as long as the model's context. */
const DEFAULT_TOKENS = 256;

/** One request in the engine: its tokens as they come, and then its outcome. */
export class Generation {
  readonly request: GenerationRequest;
  readonly #server: ServerContext;
  #tokens = 0;
  #ended: FinishedRequest | undefined;

  constructor(server: ServerContext, request: GenerationRequest) {
    this.#server = server;
    this.request = request;
  }

  /**
   * The tokens; ending the loop takes the request back.
   *
   * @throws {BrokenOff} when the engine gives up.
   */
  async *tokens(signal: AbortSignal): AsyncGenerator<Token> {
    const { model, promptTokens, maxTokens = DEFAULT_TOKENS } = this.request;
    const most = Math.max(1, Math.min(maxTokens, model.contextTokens - promptTokens));
    const ending = new AbortController();
    try {
      const tokens = this.#server.view.generate(
        { model: model.name, promptTokens, maxTokens: most },
        AbortSignal.any([signal, ending.signal]),
      );
      for await (const { text, request } of tokens) {
        this.#tokens++;
        this.#ended = request;
        yield { text, isReasoning: this.#tokens <= this.#reasoningTokens };
        if (request) break;
      }
    } catch (cause) {
      throw new BrokenOff(GAVE_UP, { cause });
    } finally {
      if (!this.#ended) ending.abort();
    }
    if (!this.#ended) throw new BrokenOff(GAVE_UP);
  }

  /**
   * All of its tokens at once.
   *
   * @throws {BrokenOff} when the engine gives up.
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
      if (!(error instanceof BrokenOff)) throw error;
      return undefined;
    }
  }

  /**
   * Returns the outcome, as the engine observed it.
   *
   * @throws {BrokenOff} before the last token.
   */
  outcome(): Outcome {
    if (!this.#ended) throw new BrokenOff(GAVE_UP);
    return describeOutcome(this.#ended, this.#reasoningTokens);
  }

  get #reasoningTokens(): number {
    return this.#server.options.reasoningTokens ?? 0;
  }
}

function describeOutcome(request: FinishedRequest, reasoningTokens: number) {
  const { promptTokens, cachedTokens, generationTokens: tokens } = request;
  const { prefillSeconds, decodeSeconds, queueSeconds, loadSeconds } = request;
  const computedTokens = Math.max(0, promptTokens - cachedTokens);
  const inferenceSeconds = prefillSeconds + decodeSeconds;
  return {
    finish: request.reason === "length" ? "length" : "stop",
    promptTokens,
    cachedTokens,
    tokens,
    reasoningTokens: Math.min(tokens, reasoningTokens),
    loadSeconds,
    queueSeconds,
    promptSeconds: prefillSeconds,
    tokenSeconds: decodeSeconds,
    /** From the request to its first token, and to its end. */
    firstTokenSeconds: request.timeToFirstTokenSeconds,
    totalSeconds: request.durationSeconds,
    /** Of the prompt, not found in the cache. */
    computedTokens,
    allTokens: promptTokens + tokens,
    inferenceSeconds,
    inferenceSecondsPerToken: ratio(inferenceSeconds, tokens),
    secondsPerToken: ratio(decodeSeconds, tokens),
    tokensPerSecond: ratio(tokens, decodeSeconds),
    secondsPerPromptToken: ratio(prefillSeconds, computedTokens),
    promptTokensPerSecond: ratio(computedTokens, prefillSeconds),
  };
}
