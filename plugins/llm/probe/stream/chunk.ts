/** Tokens of one answer. */
export interface Usage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly reasoningTokens?: number;
}

/** Measurements of the server itself. */
export interface ServerStats {
  readonly tokensPerSecond?: number;
  readonly promptTokensPerSecond?: number;
  readonly loadSeconds?: number;
  readonly queueSeconds?: number;
}

/** A part of a streamed answer of any engine. */
export interface Chunk {
  /** Visible text, empty when there is none. */
  readonly content: string;
  /** True if it has reasoning or a part of a tool call. */
  readonly hasHidden: boolean;
  /** The reason why the answer ended. */
  readonly finish?: string;
  /** True if nothing comes after it. */
  readonly isEnd: boolean;
  /** True if the server reports a failure. */
  readonly isError: boolean;
  readonly usage: Usage;
  readonly stats: ServerStats;
}

export const EMPTY_CHUNK: Chunk = {
  content: "",
  hasHidden: false,
  isEnd: false,
  isError: false,
  usage: {},
  stats: {},
};
