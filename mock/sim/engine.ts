import type { Arrival } from "./arrivals.ts";
import { Batch } from "./batch.ts";
import type { EndReason, EngineListener, EngineSnapshot } from "./engine_view.ts";
import { KvCache } from "./kv_cache.ts";
import type { ModelTable } from "./model_table.ts";
import { Sequence } from "./sequence.ts";
import type { Client } from "./sequence.ts";
import type { EngineSpec } from "./specs.ts";
import { stepSeconds } from "./step_seconds.ts";
import type { Pace } from "./step_seconds.ts";

/** Clients go away when nothing has happened for so long. */
const PATIENCE_SECONDS = 300;

/** The source of requests. */
export interface Source {
  peek(): number;
  take(until: number): Arrival | undefined;
}

/** Seconds in which an engine worked its card since it was last asked. */
export interface Work {
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
  readonly hungSeconds: number;
}

export const NO_WORK: Work = { prefillSeconds: 0, decodeSeconds: 0, hungSeconds: 0 };

/** Returns a count for each reason for which a request ends. */
export function countEnds(): Record<EndReason, number> {
  return { stop: 0, length: 0, abort: 0, error: 0 };
}

type Step = { startAt: number; endAt: number; prefillShare: number };

/** An engine with continuous batching: queue, batch and KV cache, one step after the other. */
export class Engine {
  readonly #spec: EngineSpec;
  readonly #source: Source;
  readonly #models: ModelTable;
  readonly #listener: EngineListener;
  readonly #kv: KvCache;
  readonly #batch: Batch;
  readonly #waiting: Sequence[] = [];
  /** Sent by clients, in the order of their times; not all of them have arrived. */
  readonly #sent: Sequence[] = [];
  readonly #finished = countEnds();
  /** Requests that have come in so far, ended or not. */
  arrivedTotal = 0;
  #now: number;
  #step: Step | undefined;
  #work = { ...NO_WORK };
  #promptTokens = 0;
  #cachedTokens = 0;
  #generationTokens = 0;

  constructor(
    { spec, source, models, listener, from }: {
      spec: EngineSpec;
      source: Source;
      models: ModelTable;
      listener: EngineListener;
      from: number;
    },
  ) {
    this.#spec = spec;
    this.#source = source;
    this.#models = models;
    this.#listener = listener;
    this.#now = from;
    this.#kv = new KvCache({
      capacityTokens: spec.kvCapacityTokens,
      blockTokens: spec.kvBlockTokens,
    });
    this.#batch = new Batch(this.#kv);
  }

  get runningRequests(): number {
    return this.#batch.size;
  }

  snapshot(): EngineSnapshot {
    return {
      runningRequests: this.#batch.size,
      waitingRequests: this.#waiting.length,
      kvUsageRatio: this.#kv.usageRatio,
      kvUsedTokens: this.#kv.usedTokens,
      promptTokensTotal: this.#promptTokens,
      cachedTokensTotal: this.#cachedTokens,
      generationTokensTotal: this.#generationTokens,
      preemptionsTotal: this.#batch.preemptions,
      finishedTotal: { ...this.#finished },
    };
  }

  /** The work since the last call. */
  takeWork(): Work {
    const work = this.#work;
    this.#work = { ...NO_WORK };
    return work;
  }

  /** Takes a client's request, which arrives when it says. */
  submit(arrival: Arrival, client: Client): Sequence {
    const sequence = new Sequence(arrival, client);
    this.#sent.push(sequence);
    this.#sent.sort((a, b) => a.arrival.at - b.arrival.at);
    return sequence;
  }

  /** The client of a request went away. */
  abort(sequence: Sequence): void {
    this.#drain(this.#now);
    const at = this.#waiting.indexOf(sequence);
    if (at !== -1) this.#waiting.splice(at, 1);
    else if (!this.#batch.remove(sequence) && !this.#recall(sequence)) return;
    this.#end(sequence, "abort", Math.max(this.#now, sequence.arrival.at));
  }

  /** Takes back what was sent and has not arrived yet: it arrives, and is gone at once. */
  #recall(sequence: Sequence): boolean {
    const at = this.#sent.indexOf(sequence);
    if (at === -1) return false;
    this.#sent.splice(at, 1);
    this.arrivedTotal++;
    return true;
  }

  /** Everything that it holds is lost, as when its process ends. */
  lose(at: number): void {
    const all = [...this.#batch.sequences, ...this.#waiting.splice(0), ...this.#sent.splice(0)];
    this.#step = undefined;
    for (const sequence of all) {
      this.#batch.remove(sequence);
      sequence.client?.onEnd(sequence.finished("error", at), at);
    }
  }

  /** Goes on until `to`. */
  advance(to: number, pace: Pace, { isHung }: { isHung: boolean }): void {
    if (isHung) return this.#hang(to);
    while (true) {
      if (this.#step) {
        this.#account(this.#step, Math.min(to, this.#step.endAt));
        if (this.#step.endAt > to) break;
        this.#finishStep(this.#step.endAt);
        continue;
      }
      this.#drain(this.#now);
      this.#admit(this.#now);
      if (this.#batch.size > 0) this.#beginStep(pace);
      else if (!this.#rest(to)) break;
    }
    this.#drain(to);
    this.#now = to;
    this.#models.expire(to, () => this.#usedModels());
  }

  /** Nothing to compute: waits for what comes next; false when that is after `to`. */
  #rest(to: number): boolean {
    const next = Math.min(
      this.#source.peek(),
      this.#sent[0]?.arrival.at ?? Infinity,
      this.#waiting.length > 0 ? this.#models.nextReadyAt(this.#now) : Infinity,
    );
    if (next > to) return false;
    this.#now = next;
    return true;
  }

  #hang(to: number): void {
    this.#drain(to);
    if (this.#step) {
      this.#step.startAt += to - this.#now;
      this.#step.endAt += to - this.#now;
    } else {
      this.#admit(to);
    }
    if (this.#batch.size > 0) this.#work.hungSeconds += to - this.#now;
    this.#now = to;
  }

  #drain(until: number): void {
    for (let next = this.#source.take(until); next; next = this.#source.take(until)) {
      this.arrivedTotal++;
      this.#waiting.push(new Sequence(next));
    }
    while ((this.#sent[0]?.arrival.at ?? Infinity) <= until) {
      this.arrivedTotal++;
      this.#waiting.push(...this.#sent.splice(0, 1));
    }
    while ((this.#waiting[0]?.arrival.at ?? Infinity) < until - PATIENCE_SECONDS) {
      const impatient = this.#waiting.shift();
      if (impatient) this.#end(impatient, "abort", until);
    }
  }

  #admit(now: number): void {
    for (let index = 0; index < this.#waiting.length;) {
      if (this.#batch.size >= this.#spec.maxConcurrentRequests) return;
      const sequence = this.#waiting[index];
      if (!sequence) return;
      const { model } = sequence.arrival;
      if (!this.#models.isReady(model, now)) {
        this.#models.want(model, { now, inUse: this.#usedModels() });
        sequence.waitsForModelSince ??= now;
        index++;
        continue;
      }
      sequence.loadSeconds ||= now - (sequence.waitsForModelSince ?? now);
      const answer = this.#batch.admit(sequence, now);
      if (answer === "later") return;
      this.#waiting.splice(index, 1);
      if (answer === "never") this.#end(sequence, "error", now);
      else this.#models.use(model, now);
    }
  }

  #beginStep(pace: Pace): void {
    const load = this.#batch.plan(pace.prefillTokensPerStep);
    const { total, prefill } = stepSeconds(this.#spec.timing, load, pace);
    this.#step = {
      startAt: this.#now,
      endAt: this.#now + total,
      prefillShare: total > 0 ? prefill / total : 0,
    };
  }

  #finishStep(at: number): void {
    this.#step = undefined;
    this.#now = at;
    this.#produce(this.#batch.compute(), at);
    this.#waiting.unshift(...this.#batch.grow().reverse());
  }

  /** One more token of each request. Those whose last one came in the same step are told together. */
  #produce(sequences: readonly Sequence[], at: number): void {
    let [model, since, requests] = ["", NaN, 0];
    for (const sequence of sequences) {
      if (sequence.arrival.model !== model) this.#models.use(sequence.arrival.model, at);
      if (sequence.firstTokenAt === undefined) {
        sequence.firstTokenAt = at;
        this.#promptTokens += sequence.arrival.promptTokens;
        this.#cachedTokens += sequence.cachedTokens;
      } else if (sequence.lastTokenAt === since && sequence.arrival.model === model) {
        requests++;
      } else {
        if (requests > 0) this.#listener.onInterval?.(model, at - since, requests);
        [model, since, requests] = [sequence.arrival.model, sequence.lastTokenAt, 1];
      }
      this.#generate(sequence, at);
    }
    if (requests > 0) this.#listener.onInterval?.(model, at - since, requests);
  }

  #generate(sequence: Sequence, at: number): void {
    const { outputTokens, leavesAfter, isCut } = sequence.arrival;
    sequence.lastTokenAt = at;
    sequence.generated++;
    this.#generationTokens++;
    const isLast = sequence.generated >= outputTokens;
    const leaves = leavesAfter !== undefined && sequence.generated >= leavesAfter;
    sequence.client?.onToken(isLast, at);
    if (!isLast && !leaves) return;
    this.#batch.remove(sequence);
    this.#end(sequence, leaves && !isLast ? "abort" : isCut ? "length" : "stop", at);
  }

  #end(sequence: Sequence, reason: EndReason, at: number): void {
    this.#finished[reason]++;
    const request = sequence.finished(reason, at);
    this.#listener.onFinished?.(sequence.arrival.model, request);
    sequence.client?.onEnd(request, at);
  }

  /** Counts the part of a step that has passed. */
  #account(step: Step, until: number): void {
    const seconds = until - step.startAt;
    this.#work.prefillSeconds += seconds * step.prefillShare;
    this.#work.decodeSeconds += seconds * (1 - step.prefillShare);
    step.startAt = until;
  }

  #usedModels(): Set<string> {
    return new Set([...this.#batch.sequences].map(({ arrival }) => arrival.model));
  }
}
