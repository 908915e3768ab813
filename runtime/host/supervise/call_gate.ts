import { Slots } from "../../async/slots.ts";
import { LIMITS } from "../../contract/limits.ts";

/**
 * The service calls of one collection: a bounded number in all, a bounded number at once. More wait
 * here, so a plugin may simply start a hundred reads.
 */
export class CallGate {
  readonly #slots = new Slots(LIMITS.callsInFlight);
  #admitted = 0;

  /** Runs the call now or when there is room; false when the collection has made too many. */
  admit(call: () => Promise<void>): boolean {
    if (++this.#admitted > LIMITS.callsPerCollection) return false;
    void this.#slots.run(call);
    return true;
  }
}
