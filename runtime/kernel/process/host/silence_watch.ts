import { processDeadline } from "../limits/process_deadline.ts";

/** The times of a watch; the tests bring shorter ones. */
export interface SilenceTimes {
  /** After this time without a word the process is asked for one, by a deadline. */
  readonly quietMs: number;
  /** That deadline, in time during which the process could run. */
  readonly deadlineMs: number;
}

/** The host asks for the use of resources every five seconds: a minute of silence is no coincidence. */
const TIMES: SilenceTimes = { quietMs: 30_000, deadlineMs: 30_000 };

/**
 * Notices that a process says nothing any more: one that was stopped, or hangs, still has its pipes and
 * its listener. What a starved process could not say is no silence.
 */
export class SilenceWatch {
  readonly #pid: number;
  readonly #onSilent: () => void;
  readonly #times: SilenceTimes;
  #heardMs = performance.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  #lift: (() => void) | undefined;

  constructor(pid: number, onSilent: () => void, times: SilenceTimes = TIMES) {
    this.#pid = pid;
    this.#onSilent = onSilent;
    this.#times = times;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), this.#times.quietMs / 2);
  }

  /** Notes that the process said something. */
  heard(): void {
    this.#heardMs = performance.now();
    this.#lift?.();
    this.#lift = undefined;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#lift?.();
  }

  #look(): void {
    if (this.#lift || performance.now() - this.#heardMs < this.#times.quietMs) return;
    this.#lift = processDeadline(this.#times.deadlineMs, this.#onSilent, this.#pid);
  }
}
