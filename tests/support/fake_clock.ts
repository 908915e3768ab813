import type { Clock } from "../../runtime/host/ports.ts";

type Timer = { readonly atMs: number; readonly run: () => void };

/** A clock that a test moves. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #unixOffsetMs = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return this.#nowMs;
  }

  unixMs(): number {
    return this.#unixOffsetMs + this.#nowMs;
  }

  /** Sets the wall clock forward or back, as an operator or NTP does. */
  jump(ms: number): void {
    this.#unixOffsetMs += ms;
  }

  random(): number {
    return 0.5;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves on, runs what is due in order, and lets every promise settle in between. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (let timer = this.#firstDue(endMs); timer; timer = this.#firstDue(endMs)) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      timer.run();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  #firstDue(endMs: number): Timer | undefined {
    return [...this.#timers].filter(({ atMs }) => atMs <= endMs)
      .sort((a, b) => a.atMs - b.atMs)[0];
  }
}

/** Lets every promise that can settle without a timer do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}
