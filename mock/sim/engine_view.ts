/** The part of the simulation that a fake LLM server may see: all that a real one would know. */
import type { Reachability } from "./settings.ts";

/** The reason for which a request ended. */
export type EndReason = "stop" | "length" | "abort" | "error";

/** One request that ended, with the times that its engine would have observed. */
export interface FinishedRequest {
  readonly reason: EndReason;
  readonly promptTokens: number;
  /** Of the prompt, found in the prefix cache. */
  readonly cachedTokens: number;
  readonly generationTokens: number;
  readonly queueSeconds: number;
  /** Of the queue, waiting for its model to be loaded. */
  readonly loadSeconds: number;
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
  /** From arrival to the first token; the queue is in it. */
  readonly timeToFirstTokenSeconds: number;
  readonly durationSeconds: number;
}

/** An engine's gauges and counters at one moment. Counters start at 0 when the engine starts. */
export interface EngineSnapshot {
  readonly runningRequests: number;
  readonly waitingRequests: number;
  readonly kvUsageRatio: number;
  readonly kvUsedTokens: number;
  readonly promptTokensTotal: number;
  readonly cachedTokensTotal: number;
  readonly generationTokensTotal: number;
  readonly preemptionsTotal: number;
  readonly finishedTotal: Readonly<Record<EndReason, number>>;
}

/** The needs and limits of a model. */
export interface ModelSpec {
  readonly name: string;
  readonly contextTokens: number;
  readonly sizeBytes: number;
  readonly family: string;
  readonly parameterSize: string;
  readonly quantization: string;
}

/** A model of an engine, and whether it is in memory. */
export interface ModelState extends ModelSpec {
  readonly isLoaded: boolean;
  readonly vramBytes: number;
  /** The time at which it will be unloaded, in seconds since 1970; undefined where it stays. */
  readonly expiresAtUnix: number | undefined;
}

/** A piece of an answer, at the simulated moment when it was generated. */
export interface GeneratedToken {
  readonly text: string;
  readonly isLast: boolean;
  /** With the last one: the request that it ends. */
  readonly request?: FinishedRequest;
}

/** A listener to what an engine does. */
export interface EngineListener {
  /** A request of a model has ended. */
  onFinished?(model: string, request: FinishedRequest): void;
  /** So many requests of a model got a token so long after the one before it. */
  onInterval?(model: string, seconds: number, requests: number): void;
  /** The engine was started anew: what was counted is 0 again. */
  onRestart?(): void;
}

/** One engine of the simulation, as a fake server drives and tells it. */
export interface EngineView {
  /** Such as "vllm", "sglang", "tgi", "llamacpp", "ollama", "litellm", "openai". */
  readonly engine: string;
  readonly version: string;
  /** In seconds since 1970, by the simulation's clock; changes when it restarts. */
  startedAtUnix(): number;
  /** The state in which a client finds it. */
  reachability(): Reachability;
  models(): readonly ModelState[];
  readonly maxConcurrentRequests: number;
  readonly kvCapacityTokens: number;
  readonly kvBlockTokens: number;
  /** Requests that it computes now. */
  readonly runningRequests: number;
  snapshot(): EngineSnapshot;
  /** Tells a listener what happens from now on. */
  listen(listener: EngineListener): void;
  /** Puts a real client's request into the simulated queue; its tokens come when the simulation makes them. */
  generate(
    request: { readonly model: string; readonly promptTokens: number; readonly maxTokens: number },
    signal: AbortSignal,
  ): AsyncIterable<GeneratedToken>;
}
