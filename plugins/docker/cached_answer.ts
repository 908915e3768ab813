import { CallError } from "@llm-monitor/sdk";

/** One answer that is asked for now and then; a question that fails costs nothing but itself. */
export class CachedAnswer<Value> {
  readonly #isTolerable: (error: CallError) => boolean;
  readonly #keepsValue: boolean;
  #nextMs = -Infinity;
  #value: Value | undefined;
  #failure = "";

  /**
   * @param isTolerable tells failures of the engine from faults of the set-up, which are thrown.
   * @param keepsValue keeps the last answer while the question fails: it hardly ever changes.
   */
  constructor(
    isTolerable: (error: CallError) => boolean,
    { keepsValue }: { keepsValue: boolean },
  ) {
    this.#isTolerable = isTolerable;
    this.#keepsValue = keepsValue;
  }

  /** The message of the last failure; empty when there was none since. */
  get failure(): string {
    return this.#failure;
  }

  /** Undefined as long as nothing was answered. */
  async get(
    ask: () => Promise<Value>,
    { nowMs, maxAgeMs, retryMs }: { nowMs: number; maxAgeMs: number; retryMs: number },
  ): Promise<Value | undefined> {
    if (nowMs < this.#nextMs) return this.#value;
    this.#nextMs = nowMs + retryMs;
    try {
      this.#value = await ask();
      this.#nextMs = nowMs + maxAgeMs;
      this.#failure = "";
    } catch (error) {
      if (!(error instanceof CallError) || !this.#isTolerable(error)) throw error;
      this.#failure = error.message;
      if (!this.#keepsValue) this.#value = undefined;
    }
    return this.#value;
  }

  /** Asks again the next time, as after an upgrade of the engine. */
  expire(): void {
    this.#nextMs = -Infinity;
  }
}
