import type { PluginSpec } from "../../contract/syscall.ts";
import { retryWaitMs } from "../lifecycle/backoff.ts";
import type { BackoffSettings } from "../lifecycle/backoff.ts";

/**
 * The newest revision that was offered to a plugin, until it runs: one that fails stays due. Times are
 * milliseconds of a monotonic clock.
 */
export class UpgradeQueue {
  #runs: string;
  /** The revision that the plugins folder has now. */
  #wanted: string;
  #waiting: { readonly spec: PluginSpec; dueMs: number } | undefined;
  /** The revision that is being proved. */
  #tried: PluginSpec | undefined;
  #failures = 0;
  /** True if the revision was offered again while it was proved: after a failure it is tried again at once. */
  #isOfferedAgain = false;
  /** True if it was reported that something waits. */
  #isTold = false;

  /** @param runs the revision that runs */
  constructor(runs: string) {
    this.#runs = runs;
    this.#wanted = runs;
  }

  /** The time at which the next try is due; Infinity while nothing waits. */
  get dueMs(): number {
    return this.#waiting?.dueMs ?? Infinity;
  }

  /**
   * Takes what the plugins folder has now. A revision that failed is tried again at once.
   *
   * @returns whether that takes back what was told to wait.
   */
  offer(spec: PluginSpec): boolean {
    const { revision } = spec;
    const isNew = revision !== this.#wanted;
    this.#wanted = revision;
    if (revision === this.#runs) {
      const isTakenBack = this.#isTold;
      this.#waiting = undefined;
      this.#isTold = false;
      return isTakenBack;
    }
    if (isNew) this.#failures = 0;
    if (revision === this.#tried?.revision) this.#isOfferedAgain = true;
    else this.#waiting = { spec, dueMs: -Infinity };
    return false;
  }

  /** Takes the revision that is to be proved now. */
  take(): PluginSpec | undefined {
    this.#tried = this.#waiting?.spec;
    this.#isOfferedAgain = false;
    this.#waiting = undefined;
    return this.#tried;
  }

  /**
   * Notes that what was taken failed.
   *
   * @param random a number from 0 to 1
   * @returns how long until it is tried again; undefined when it is no longer wanted.
   */
  failed(
    { nowMs, random }: { nowMs: number; random: number },
    settings: BackoffSettings,
  ): number | undefined {
    const spec = this.#tried;
    this.#tried = undefined;
    if (!spec || spec.revision !== this.#wanted) return undefined;
    const waitMs = this.#isOfferedAgain ? 0 : retryWaitMs(++this.#failures, settings, random);
    this.#isTold = true;
    this.#waiting = { spec, dueMs: nowMs + waitMs };
    return waitMs;
  }

  /** Notes that what was taken runs; returns false when it is no longer wanted. */
  succeeded(): boolean {
    const spec = this.#tried;
    this.#tried = undefined;
    if (spec?.revision !== this.#wanted) return false;
    this.#runs = this.#wanted;
    this.#isTold = false;
    this.#failures = 0;
    return true;
  }
}
