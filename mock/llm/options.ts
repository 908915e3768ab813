/** Options of a fake LLM server. */
export interface LlmServerOptions {
  readonly hostname: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Of engines whose metrics have a listener of their own; two above `port` by default. */
  readonly metricsPort?: number;
  /** Another face of the same engine; see ENGINES. */
  readonly variant?: string;
  /** Asked for on the paths that the engine guards. */
  readonly apiKey?: string;
  /** The operator turned metrics on; true by default. */
  readonly hasMetrics?: boolean;
  /** So many tokens of each answer are reasoning; none by default. */
  readonly reasoningTokens?: number;
}

/** A fake LLM server that was started. */
export interface LlmServer {
  readonly port: number;
  /** The port of the metrics' own listener, where they have one. */
  readonly metricsPort: number | undefined;
  /** The last requests that cost something: they computed a token, loaded a model, or emptied a queue. */
  costlyRequests(): readonly string[];
  /** The last requests that this engine does not know. */
  unknownRequests(): readonly string[];
  close(): Promise<void>;
}
