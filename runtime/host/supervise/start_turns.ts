import { Slots } from "../../async/slots.ts";
import type { Clock } from "../ports.ts";

/** A start that takes longer, as one that hangs, keeps the others waiting no longer. */
const TURN_MS = 500;
/** While many wait, a turn is as long as a start takes, so that the last of them comes soon. */
const SHORT_TURN_MS = 100;
/** For each that may start at once, so many wait until they are many. */
const MANY = 4;

/**
 * Lets processes start a few at a time. A start takes a processor whole for a moment; a dozen of them at
 * once, as when plugins crash together, would take the host's as well. Who outstayed its turn the last
 * time comes after all who did not.
 */
export class StartTurns {
  readonly #clock: Pick<Clock, "after">;
  readonly #slots: Slots;
  readonly #atOnce: number;
  /** Turns in a row that a plugin outstayed. */
  readonly #late = new Map<string, number>();

  constructor(clock: Pick<Clock, "after">, atOnce: number) {
    this.#clock = clock;
    this.#atOnce = atOnce;
    this.#slots = new Slots(atOnce);
  }

  /** Waits for a turn. What it answers ends the turn, and is to be called once the process runs. */
  async take(plugin: string): Promise<() => void> {
    const release = await this.#slots.take(this.#late.get(plugin) ?? 0);
    let isLate = false;
    const cancel = this.#clock.after(this.#turnMs(), () => {
      isLate = true;
      release();
    });
    return () => {
      cancel();
      if (isLate) this.#late.set(plugin, (this.#late.get(plugin) ?? 0) + 1);
      else this.#late.delete(plugin);
      release();
    };
  }

  #turnMs(): number {
    return this.#slots.waiting > MANY * this.#atOnce ? SHORT_TURN_MS : TURN_MS;
  }
}
