import type { Clock } from "../ports.ts";

/** A start that takes longer, as one that hangs, keeps the others waiting no longer. */
const TURN_MS = 500;

/**
 * Lets processes start a few at a time. A start takes a processor whole for a moment; a dozen of them at
 * once, as when plugins crash together, would take the host's as well.
 */
export class StartTurns {
  readonly #clock: Pick<Clock, "after">;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(clock: Pick<Clock, "after">, atOnce: number) {
    this.#clock = clock;
    this.#free = atOnce;
  }

  /** Waits for a turn. What it answers ends the turn, and is to be called once the process runs. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      cancel();
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
    const cancel = this.#clock.after(TURN_MS, end);
    return end;
  }
}
