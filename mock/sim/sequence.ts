import type { Arrival } from "./arrivals.ts";
import type { EndReason, FinishedRequest } from "./engine_view.ts";

/** Whoever waits for the tokens of a request. */
export interface Client {
  onToken(isLast: boolean, at: number): void;
  /** Called once, after the last token or without one. */
  onEnd(request: FinishedRequest, at: number): void;
}

/** A request within an engine, with the times that the engine observes. */
export class Sequence {
  readonly arrival: Arrival;
  readonly client: Client | undefined;
  admittedAt: number | undefined;
  firstTokenAt: number | undefined;
  lastTokenAt = 0;
  generated = 0;
  cachedTokens = 0;
  /** It is in a batch. */
  isRunning = false;
  /** Tokens to be computed before the next one comes out, and how many of them the next step does. */
  prefillLeft = 0;
  plannedTokens = 0;
  /** Blocks of the KV cache that are its own. */
  blocks = 0;
  holdsPrefix = false;
  /** The time at which it first waited for its model, and for how long. */
  waitsForModelSince: number | undefined;
  loadSeconds = 0;
  readonly #promptTokens: number;
  readonly #ownPromptTokens: number;

  constructor(arrival: Arrival, client?: Client) {
    this.arrival = arrival;
    this.client = client;
    this.#promptTokens = arrival.promptTokens;
    this.#ownPromptTokens = arrival.promptTokens - (arrival.prefix?.tokens ?? 0);
  }

  /** Tokens in the KV cache that no other request has. */
  get ownTokens(): number {
    return this.#ownPromptTokens + this.generated;
  }

  get allTokens(): number {
    return this.#promptTokens + this.generated;
  }

  /** Returns what its engine observes of it. */
  finished(reason: EndReason, now: number): FinishedRequest {
    const { at, promptTokens } = this.arrival;
    const admitted = this.admittedAt ?? now;
    const first = this.firstTokenAt ?? now;
    return {
      reason,
      promptTokens,
      cachedTokens: this.cachedTokens,
      generationTokens: this.generated,
      queueSeconds: admitted - at,
      loadSeconds: this.loadSeconds,
      prefillSeconds: first - admitted,
      decodeSeconds: now - first,
      timeToFirstTokenSeconds: first - at,
      durationSeconds: now - at,
    };
  }
}
