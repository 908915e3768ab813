/** A process that lives this long is no part of a loop. */
const SHORT_LIFE_MS = 60_000;
/** One crash may be bad luck; from so many short lives in a row on it is a loop. */
const LOOP_LENGTH = 2;

/**
 * Counts the short lives of each plugin's processes. A process that crashes again and again burns the CPU
 * with its starts alone, too briefly each time for the watch of its use to see it.
 */
export class CrashLoops {
  readonly #shortLives = new Map<string, number>();

  /** Takes the end of a process: how long it lived, and whether we wanted it to end. */
  ended(plugin: string, { livedMs, wasPlanned }: { livedMs: number; wasPlanned: boolean }): void {
    if (wasPlanned || livedMs >= SHORT_LIFE_MS) this.#shortLives.delete(plugin);
    else this.#shortLives.set(plugin, (this.#shortLives.get(plugin) ?? 0) + 1);
  }

  /** Returns whether the last processes of a plugin ended soon, one after the other. */
  has(plugin: string): boolean {
    return (this.#shortLives.get(plugin) ?? 0) >= LOOP_LENGTH;
  }
}
