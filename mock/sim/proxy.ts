import type { Arrival } from "./arrivals.ts";
import { countEnds, NO_WORK } from "./engine.ts";
import type { Source, Work } from "./engine.ts";
import type { EndReason, EngineListener, EngineSnapshot } from "./engine_view.ts";
import { Sequence } from "./sequence.ts";
import type { Client } from "./sequence.ts";

/** An engine behind a proxy. */
export interface Upstream {
  readonly models: readonly string[];
  /** undefined while it cannot be reached. */
  submit(arrival: Arrival, client: Client): { abort(): void } | undefined;
}

/** Seconds that a proxy adds on each way. */
const OVERHEAD_SECONDS = 0.004;

type Open = { sequence: Sequence; handle: { abort(): void } | undefined };

/** Passes requests on to engines, so that its numbers are theirs. */
export class Proxy {
  readonly #upstreams: readonly Upstream[];
  readonly #source: Source;
  readonly #listener: EngineListener;
  readonly #open = new Map<Sequence, Open>();
  readonly #finished = countEnds();
  arrivedTotal = 0;
  #promptTokens = 0;
  #generationTokens = 0;

  constructor(upstreams: readonly Upstream[], source: Source, listener: EngineListener) {
    this.#upstreams = upstreams;
    this.#source = source;
    this.#listener = listener;
  }

  get runningRequests(): number {
    return this.#open.size;
  }

  snapshot(): EngineSnapshot {
    return {
      runningRequests: this.#open.size,
      waitingRequests: 0,
      kvUsageRatio: 0,
      kvUsedTokens: 0,
      promptTokensTotal: this.#promptTokens,
      cachedTokensTotal: 0,
      generationTokensTotal: this.#generationTokens,
      preemptionsTotal: 0,
      finishedTotal: { ...this.#finished },
    };
  }

  takeWork(): Work {
    return NO_WORK;
  }

  /** Passes everything on that arrives until `to`. */
  advance(to: number): void {
    for (let next = this.#source.take(to); next; next = this.#source.take(to)) {
      this.submit(next);
    }
  }

  submit(arrival: Arrival, client?: Client): Sequence {
    const sequence = new Sequence(arrival, client);
    sequence.admittedAt = arrival.at;
    this.arrivedTotal++;
    const upstream = this.#upstreams.find(({ models }) => models.includes(arrival.model));
    const open: Open = { sequence, handle: undefined };
    this.#open.set(sequence, open);
    open.handle = upstream?.submit({ ...arrival, at: arrival.at + OVERHEAD_SECONDS }, {
      onToken: (isLast, at) => this.#token(sequence, isLast, at),
      onEnd: ({ reason }, at) => this.#end(sequence, reason, at),
    });
    if (!open.handle) this.#end(sequence, "error", arrival.at + OVERHEAD_SECONDS);
    return sequence;
  }

  abort(sequence: Sequence): void {
    this.#open.get(sequence)?.handle?.abort();
  }

  /** Its own process ended: those behind it hear that the clients are gone. */
  lose(at: number): void {
    for (const { sequence, handle } of [...this.#open.values()]) {
      this.#open.delete(sequence);
      handle?.abort();
      sequence.client?.onEnd(sequence.finished("error", at), at);
    }
  }

  #token(sequence: Sequence, isLast: boolean, upstreamAt: number): void {
    const { model, promptTokens } = sequence.arrival;
    const at = upstreamAt + OVERHEAD_SECONDS;
    if (sequence.firstTokenAt === undefined) {
      sequence.firstTokenAt = at;
      this.#promptTokens += promptTokens;
    } else {
      this.#listener.onInterval?.(model, at - sequence.lastTokenAt, 1);
    }
    sequence.lastTokenAt = at;
    sequence.generated++;
    this.#generationTokens++;
    sequence.client?.onToken(isLast, at);
  }

  #end(sequence: Sequence, reason: EndReason, upstreamAt: number): void {
    if (!this.#open.delete(sequence)) return;
    const at = Math.max(upstreamAt + OVERHEAD_SECONDS, sequence.lastTokenAt);
    this.#finished[reason]++;
    const request = sequence.finished(reason, at);
    this.#listener.onFinished?.(sequence.arrival.model, request);
    sequence.client?.onEnd(request, at);
  }
}
