import { known } from "../http/json_fields.ts";
import type { OwnDelay } from "./own_delay.ts";
import type { Chunk, ServerStats, Usage } from "./stream/chunk.ts";
import { VisibleText } from "./stream/visible_text.ts";

/** The measurements of one probe; what could not be measured, or we were held up in measuring, is absent. */
export interface Measured {
  /** To the first token of any kind. */
  readonly firstTokenSeconds?: number;
  /** To the first text that a reader would see. */
  readonly firstContentSeconds?: number;
  readonly durationSeconds?: number;
  readonly secondsPerToken?: number;
  readonly tokensPerSecond?: number;
  readonly promptTokensPerSecond?: number;
  readonly loadSeconds?: number;
  readonly queueSeconds?: number;
  /** Time for which this process itself was held up, where that was measured. */
  readonly ownDelaySeconds?: number;
  readonly usage: Usage;
  /** True if something on the way seems to have kept the tokens back until the end. */
  readonly isBuffered: boolean;
}

/** Share of the whole time after which a first token is late, and of how many tokens. */
const LATE_SHARE = 0.95;
const LATE_TOKENS = 16;
/** A fast engine behind a long queue is late, too, but its tokens still come bit by bit. */
const BUFFERED_ARRIVALS = 3;

/** The events of one streamed answer, with their times. Times are milliseconds of one clock. */
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
  end(atMs: number, delay?: OwnDelay): Measured | { readonly trouble: string } {
    this.#endMs = Math.max(this.#endMs, atMs);
    const firstMs = this.#firstMs;
    if (this.#isError) return { trouble: "the server reported an error in its stream" };
    if (firstMs === undefined) return { trouble: "the stream ended without a token" };
    if (this.#finish === "") return { trouble: "the stream ended without a finish reason" };
    if (FAILED.includes(this.#finish)) return { trouble: `its finish reason is "${this.#finish}"` };
    const [firstToken, duration] = [firstMs - this.#startMs, this.#endMs - this.#startMs];
    const isBuffered = (this.#usage.completionTokens ?? 0) >= LATE_TOKENS &&
      firstToken > LATE_SHARE * duration && this.#arrivals <= BUFFERED_ARRIVALS;
    const secondsPerToken = isBuffered ? undefined : this.#secondsPerToken(firstMs, delay);
    return {
      ...known<Omit<Measured, "usage" | "isBuffered">>({
        firstTokenSeconds: this.#since(firstMs, delay),
        firstContentSeconds: this.#since(this.#firstContentMs, delay),
        durationSeconds: this.#since(this.#endMs, delay),
        secondsPerToken,
        tokensPerSecond: secondsPerToken && 1 / secondsPerToken,
        ownDelaySeconds: delay?.seconds,
      }),
      ...this.#stats,
      usage: this.#usage,
      isBuffered,
    };
  }

  /** Seconds from the start; undefined when a notable part of them may be our own. */
  #since(ms: number | undefined, delay: OwnDelay | undefined): number | undefined {
    if (ms === undefined) return undefined;
    const late = (delay?.lateMs(ms) ?? 0) + (delay?.lateStartMs(this.#startMs) ?? 0);
    return isNotable(late, ms - this.#startMs) ? undefined : (ms - this.#startMs) / 1000;
  }

  /** By the server's count alone: a chunk may hold several tokens. All in one arrival tell nothing. */
  #secondsPerToken(firstMs: number, delay: OwnDelay | undefined): number | undefined {
    const tokens = this.#usage.completionTokens ?? 0;
    const spanMs = this.#lastMs - firstMs;
    if (tokens < 2 || spanMs <= 0) return undefined;
    const late = Math.max(delay?.lateMs(firstMs) ?? 0, delay?.lateMs(this.#lastMs) ?? 0);
    return isNotable(late, spanMs) ? undefined : spanMs / (tokens - 1) / 1000;
  }
}

/** Share of a time from which on our own delay makes it worthless. */
const NOTABLE_SHARE = 0.1;

function isNotable(lateMs: number, wholeMs: number): boolean {
  return lateMs > NOTABLE_SHARE * wholeMs;
}

/** Reasons that are no end of an answer. */
const FAILED: readonly string[] = ["abort", "error"];
