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
  /** Whether it has reasoning or a part of a tool call. */
  readonly hasHidden: boolean;
  /** Why the answer ended. */
  readonly finish?: string;
  /** Whether nothing comes after it. */
  readonly isEnd: boolean;
  /** Whether the server says that it failed. */
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
