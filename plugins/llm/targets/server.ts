import type { AddressTurns } from "../http/address_turns.ts";
import { createAsk } from "../http/ask.ts";
import type { Ask, SlowAnswers } from "../http/ask.ts";
import { detectServer } from "../servers/detect.ts";
import { pageReducer } from "../servers/page_reducer.ts";
import type { KnownServer, ScrapeResult } from "../servers/scrape_server.ts";
import { CounterWatch } from "./counter_watch.ts";
import type { Target } from "./target.ts";

/** A server is looked into again after so long at the least. */
const DETECT_AGAIN_MS = 60_000;
/** Timeout for an address that nobody configured. */
const DISCOVER_MS = 1_000;

/** With what a server is asked in one collection. */
export interface Asking {
  readonly timeoutMs: number;
  /** Ends all that is asked. */
  readonly signal: AbortSignal;
  readonly key: string | undefined;
  readonly nowMs: () => number;
  readonly turns: AddressTurns;
  readonly fetch: typeof fetch;
}

/** A server that was found out. */
interface FoundServer extends KnownServer {
  /** The kind of server that answers. */
  readonly kind: string;
}

/** A target, and the state that is kept of it from one collection to the next. */
export class Server {
  target: Target;
  /** undefined as long as it was never found out. */
  found: FoundServer | undefined;
  /** The reason why it does not answer in this collection; empty when it does. */
  dead: { readonly code: string; readonly why: string } = ALIVE;
  /** The reason why another may answer by now: it was down, or its answer was not recognized. */
  #doubt: "none" | "down" | "unrecognized" = "none";
  #detectedMs = -Infinity;
  readonly #slow: SlowAnswers = new Map();
  readonly #counters = new CounterWatch();

  constructor(target: Target) {
    this.target = target;
  }

  /** Begins a collection. */
  open({ timeoutMs, signal, ...asking }: Asking): Ask {
    const { url, headers, isDiscovered } = this.target;
    const isNew = isDiscovered === true && this.found === undefined;
    this.dead = ALIVE;
    return createAsk(url, {
      timeoutMs: Math.min(Math.round(timeoutMs / 3), isNew ? DISCOVER_MS : Infinity),
      signal,
      headers,
      ...asking,
      slow: this.#slow,
      reducer: pageReducer,
      onDead: (code, why) => this.dead = { code, why },
    });
  }

  /** Returns what kind of server answers: as it was, unless there is reason to look again. */
  async identify(ask: Ask, nowMs: number): Promise<string | undefined> {
    if (this.target.server !== undefined) return this.target.server;
    const known = this.found?.kind;
    if (known && this.#doubt === "none") return known;
    // Who is down, or is nothing that is known, is not asked a dozen questions each time.
    const isRecent = nowMs - this.#detectedMs < DETECT_AGAIN_MS;
    if (known && isRecent) return known;
    if (await ask("/v1/models") === undefined) return known;
    if (isRecent) return undefined;
    this.#detectedMs = nowMs;
    const kind = await detectServer(ask);
    // Its own signs may be gone with its metrics; that it is healthy as before is one still.
    return kind ?? (this.#doubt === "unrecognized" ? known : undefined);
  }

  /** Keeps what a scrape came to. */
  remember(kind: string, { isUp, isForeign, isOther, engine, onlyModel }: ScrapeResult): void {
    const before = this.#doubt;
    this.#doubt = !isUp ? "down" : isForeign || isOther ? "unrecognized" : "none";
    // Who just went may have been replaced at once.
    if (this.#doubt === "down" && before !== "down") this.#detectedMs = -Infinity;
    if (!isOther) this.found = { kind, engine, onlyModel };
    if (this.#doubt !== "none") this.forgetAnswers();
  }

  /** Asks again what is asked seldom. */
  forgetAnswers(): void {
    this.#slow.clear();
  }

  /** Returns whether its counters go back again and again. */
  hasMixedCounters({ families }: ScrapeResult): boolean {
    return this.#counters.look(families);
  }
}

const ALIVE = { code: "", why: "" };
