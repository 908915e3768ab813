import type { Random } from "./random.ts";
import type { Traffic } from "./specs.ts";

/** A request before an engine has seen it. */
export interface Arrival {
  readonly at: number;
  readonly model: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** It ends by the limit of its length, not by itself. */
  readonly isCut: boolean;
  /** The beginning that it shares with others. */
  readonly prefix?: { readonly name: string; readonly tokens: number };
  /** The client goes away after so many tokens. */
  readonly leavesAfter?: number;
}

/** The bounds of what may arrive. */
export interface ArrivalLimits {
  readonly models: readonly string[];
  readonly blockTokens: number;
  readonly maxPromptTokens: number;
  readonly maxOutputTokens: number;
  /** People use one model for so long, then the next; without it each request has its own. */
  readonly modelTurnSeconds?: number;
}

/** Lengths are spread like those of real traffic. */
const SIGMA = 0.7;
/** Days are short here, so that one sees them. */
const DAY_SECONDS = 900;
const DAY_SWING = 0.25;
const PREFIXES = 8;
const CUT_RATIO = 0.12;
const LEAVE_RATIO = 0.02;

/** Requests that arrive by chance, more by day than by night. */
export class Arrivals {
  readonly #random: Random;
  readonly #limits: ArrivalLimits;
  readonly #phase: number;
  #traffic: Traffic;
  #next: Arrival | undefined;
  #from: number;

  constructor(random: Random, traffic: Traffic, limits: ArrivalLimits & { from: number }) {
    this.#random = random;
    this.#limits = limits;
    this.#phase = random.next() * 2 * Math.PI;
    this.#traffic = traffic;
    this.#from = limits.from;
  }

  /** Changes what arrives from `now` on. */
  set(traffic: Traffic, now: number): void {
    if (isSame(traffic, this.#traffic)) return;
    this.#traffic = traffic;
    this.#next = undefined;
    this.#from = now;
  }

  /** Returns when the next one arrives. */
  peek(): number {
    return this.#ahead()?.at ?? Infinity;
  }

  /** The next one, when it has arrived until `until`. */
  take(until: number): Arrival | undefined {
    const next = this.#ahead();
    if (next === undefined || next.at > until) return undefined;
    this.#next = undefined;
    this.#from = next.at;
    return next;
  }

  #ahead(): Arrival | undefined {
    if (this.#traffic.requestsPerSecond <= 0) return undefined;
    return this.#next ??= this.#make();
  }

  /** Thinning: candidates come at the highest rate, and stay as often as the hour allows. */
  #make(): Arrival {
    const highest = this.#traffic.requestsPerSecond * (1 + DAY_SWING);
    let at = this.#from;
    let share = 0;
    do {
      at += this.#random.exponential(highest);
      const hour = Math.sin((2 * Math.PI * at) / DAY_SECONDS + this.#phase);
      share = (1 + DAY_SWING * hour) / (1 + DAY_SWING);
    } while (this.#random.next() > share);
    return { at, ...this.#shape(at) };
  }

  #shape(at: number): Omit<Arrival, "at"> {
    const random = this.#random;
    const { promptTokens, outputTokens, sharedPrefixRatio } = this.#traffic;
    const { blockTokens, maxPromptTokens, maxOutputTokens } = this.#limits;
    const length = (mean: number, max: number) =>
      Math.max(1, Math.min(max, Math.round(random.logNormal(mean, SIGMA))));
    const prompt = length(promptTokens, maxPromptTokens);
    const output = length(outputTokens, maxOutputTokens);
    const isShared = random.next() < sharedPrefixRatio;
    const number = Math.floor(random.next() * random.next() * PREFIXES);
    const wanted = Math.floor(promptTokens * (0.4 + 0.1 * number));
    const tokens = Math.floor(wanted / blockTokens) * blockTokens;
    const leaves = random.next() < LEAVE_RATIO;
    const leavesAfter = Math.max(1, Math.floor(output * random.next()));
    const isCut = random.next() < CUT_RATIO;
    return {
      model: this.#modelAt(at),
      promptTokens: prompt,
      outputTokens: output,
      isCut,
      ...(isShared && tokens > 0 && tokens < prompt &&
        { prefix: { name: `${number}:${tokens}`, tokens } }),
      ...(leaves && leavesAfter < output && { leavesAfter }),
    };
  }

  #modelAt(at: number): string {
    const { models, modelTurnSeconds } = this.#limits;
    if (modelTurnSeconds === undefined) return this.#random.pick(models) ?? "";
    const turn = Math.floor(at / modelTurnSeconds) % models.length;
    return models.at(turn) ?? "";
  }
}

function isSame(a: Traffic, b: Traffic): boolean {
  return a.requestsPerSecond === b.requestsPerSecond && a.promptTokens === b.promptTokens &&
    a.outputTokens === b.outputTokens && a.sharedPrefixRatio === b.sharedPrefixRatio;
}
