import type { Chunk, ServerStats, Usage } from "./stream/chunk.ts";
import { VisibleText } from "./stream/visible_text.ts";

/** What one probe measured; what could not be measured is absent. */
export interface Measured {
  /** To the first token of any kind. */
  readonly firstTokenSeconds: number;
  /** To the first text that a reader would see. */
  readonly firstContentSeconds?: number;
  readonly durationSeconds: number;
  readonly secondsPerToken?: number;
  readonly tokensPerSecond?: number;
  readonly promptTokensPerSecond?: number;
  readonly loadSeconds?: number;
  readonly queueSeconds?: number;
  readonly usage: Usage;
  /** Whether something on the way seems to have kept the tokens back until the end. */
  readonly isBuffered: boolean;
}

/** Share of the whole time after which a first token is late, and of how many tokens. */
const LATE_SHARE = 0.95;
const LATE_TOKENS = 16;
/** A fast engine behind a long queue is late, too, but its tokens still come bit by bit. */
const BUFFERED_ARRIVALS = 3;

/** What happened in one streamed answer, and when. Times are milliseconds of one clock. */
export class Timeline {
  readonly #startMs: number;
  readonly #visible = new VisibleText();
  #firstMs: number | undefined;
  #firstContentMs: number | undefined;
  #lastMs = 0;
  #arrivals = 0;
  #endMs: number;
  #finish = "";
  #isError = false;
  #usage: Usage = {};
  #stats: ServerStats = {};

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#endMs = startMs;
  }

  /** Takes what arrived at a time; chunks of one arrival share it. */
  add(chunk: Chunk, atMs: number): void {
    this.#endMs = atMs;
    if (chunk.content !== "" || chunk.hasHidden) {
      if (this.#firstMs === undefined || atMs > this.#lastMs) this.#arrivals++;
      this.#firstMs ??= atMs;
      this.#lastMs = atMs;
    }
    if (this.#visible.push(chunk.content)) this.#firstContentMs ??= atMs;
    this.#finish = chunk.finish ?? this.#finish;
    this.#isError ||= chunk.isError;
    this.#usage = { ...this.#usage, ...chunk.usage };
    this.#stats = { ...this.#stats, ...chunk.stats };
  }

  /** Tokens so far, as the server told them. */
  get usage(): Usage {
    return this.#usage;
  }

  /** Ends it; says what is wrong with the answer when it is no whole one. */
  end(atMs: number): Measured | { readonly trouble: string } {
    this.#endMs = Math.max(this.#endMs, atMs);
    if (this.#isError) return { trouble: "the server reported an error in its stream" };
    if (this.#firstMs === undefined) return { trouble: "the stream ended without a token" };
    if (this.#finish === "") return { trouble: "the stream ended without a finish reason" };
    if (FAILED.includes(this.#finish)) return { trouble: `its finish reason is "${this.#finish}"` };
    const since = (ms: number) => (ms - this.#startMs) / 1000;
    const [firstTokenSeconds, durationSeconds] = [since(this.#firstMs), since(this.#endMs)];
    const isBuffered = (this.#usage.completionTokens ?? 0) >= LATE_TOKENS &&
      firstTokenSeconds > LATE_SHARE * durationSeconds && this.#arrivals <= BUFFERED_ARRIVALS;
    const secondsPerToken = isBuffered ? undefined : this.#secondsPerToken(this.#firstMs);
    return {
      firstTokenSeconds,
      ...(this.#firstContentMs !== undefined && {
        firstContentSeconds: since(this.#firstContentMs),
      }),
      durationSeconds,
      ...(secondsPerToken !== undefined && {
        secondsPerToken,
        tokensPerSecond: 1 / secondsPerToken,
      }),
      ...this.#stats,
      usage: this.#usage,
      isBuffered,
    };
  }

  /** By the server's count alone: a chunk may hold several tokens. All in one arrival tell nothing. */
  #secondsPerToken(firstMs: number): number | undefined {
    const tokens = this.#usage.completionTokens ?? 0;
    if (tokens < 2 || this.#lastMs <= firstMs) return undefined;
    return (this.#lastMs - firstMs) / (tokens - 1) / 1000;
  }
}

/** Reasons that are no end of an answer. */
const FAILED: readonly string[] = ["abort", "error"];
