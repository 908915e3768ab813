import { Slots } from "../../async/slots.ts";
import type { Clock } from "../ports.ts";

/** A start that takes longer, as one that hangs, keeps the others waiting no longer. */
const TURN_MS = 500;

/**
 * Lets processes start a few at a time. A start takes a processor whole for a moment; a dozen of them at
 * once, as when plugins crash together, would take the host's as well.
 */
export class StartTurns {
  readonly #clock: Pick<Clock, "after">;
  readonly #slots: Slots;

  constructor(clock: Pick<Clock, "after">, atOnce: number) {
    this.#clock = clock;
    this.#slots = new Slots(atOnce);
  }

  /** Waits for a turn. What it answers ends the turn, and is to be called once the process runs. */
  async take(): Promise<() => void> {
    const release = await this.#slots.take();
    const cancel = this.#clock.after(TURN_MS, release);
    return () => {
      cancel();
      release();
    };
  }
}
