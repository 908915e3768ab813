/**
 * Memory that a process no longer needs goes back to the machine. Ours rest for most of their lives, and V8
 * collects garbage when a heap has grown: what a start took would stay with them for hours.
 */

/** V8's `gc`, which is there under `--expose-gc`, a flag of all of our processes. */
type Collect = (options: { type: "major"; flavor: "last-resort" }) => void;

/** A start has ended by then, also on a machine under load. */
export const FIRST_MS = 20_000;
/** It takes some 20 ms. */
export const AGAIN_MS = 10 * 60_000;

/** Returns what gives this process's memory back. It does nothing where V8 has no `gc`. */
export function findGiveBack(): () => void {
  const { gc } = globalThis as { gc?: Collect };
  // The last resort packs what is left together, and leaves compiled code out that nobody runs now.
  return () => gc?.({ type: "major", flavor: "last-resort" });
}

/** Gives memory back now and then, for as long as something else keeps this process alive. */
export function giveBackNowAndThen(): void {
  const giveBack = findGiveBack();
  const run = (afterMs: number) => {
    const timer = setTimeout(() => {
      giveBack();
      run(AGAIN_MS);
    }, afterMs);
    Deno.unrefTimer(timer);
  };
  run(FIRST_MS);
}

/**
 * Chooses the moments at which a process that works in turns gives memory back: after the second turn, since
 * many end after their first, and every ten minutes.
 */
export class RestingMoments {
  readonly #giveBack: () => void;
  #turns = 0;
  #dueMs = -Infinity;

  constructor(giveBack: () => void) {
    this.#giveBack = giveBack;
  }

  /** A turn has ended. */
  rest(nowMs: number): void {
    this.#turns++;
    if (this.#turns < 2 || nowMs < this.#dueMs) return;
    this.#dueMs = nowMs + AGAIN_MS;
    this.#giveBack();
  }
}
