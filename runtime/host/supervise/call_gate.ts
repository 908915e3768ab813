import { LIMITS } from "../../contract/limits.ts";

/**
 * The service calls of one collection: a bounded number in all, a bounded number at once. More wait
 * here, so a plugin may simply start a hundred reads.
 */
export class CallGate {
  readonly #waiting: (() => Promise<void>)[] = [];
  #admitted = 0;
  #running = 0;

  /** Runs the call now or when there is room; false when the collection has made too many. */
  admit(call: () => Promise<void>): boolean {
    if (++this.#admitted > LIMITS.callsPerCollection) return false;
    this.#waiting.push(call);
    this.#fill();
    return true;
  }

  #fill(): void {
    while (this.#running < LIMITS.callsInFlight) {
      const call = this.#waiting.shift();
      if (!call) return;
      this.#running++;
      void this.#run(call);
    }
  }

  async #run(call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } finally {
      this.#running--;
      this.#fill();
    }
  }
}
