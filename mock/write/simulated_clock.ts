import { setImmediate } from "node:timers";

interface Timer {
  readonly id: number;
  readonly atMs: number;
  readonly run: () => void;
}

/** Lets the world go on to a time, in milliseconds since 1970. */
export type OnMove = (unixMs: number) => void;

/** Turns of the event loop after which whatever can go on without time has gone on. */
const TURNS = 2;

/**
 * The clock of plugins that are run over a world which is played faster than time passes: their timers,
 * and what they read of the time, follow it.
 */
export class SimulatedClock {
  readonly #onMove: OnMove;
  #nowMs: number;
  #timers: Timer[] = [];
  #nextId = 1;

  constructor(startUnixMs: number, onMove: OnMove) {
    this.#nowMs = startUnixMs;
    this.#onMove = onMove;
  }

  /** Milliseconds since 1970. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Puts the clock in the place of this process's own; the answer puts that back. */
  install(): Disposable {
    const { setTimeout, clearTimeout } = globalThis;
    const [dateNow, performanceNow] = [Date.now, performance.now];
    Object.assign(globalThis, {
      setTimeout: (run: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) =>
        this.#add(delayMs, () => run(...args)),
      clearTimeout: (id: number) => this.#remove(id),
    });
    Date.now = () => this.#nowMs;
    performance.now = () => this.#nowMs;
    return {
      [Symbol.dispose]() {
        Object.assign(globalThis, { setTimeout, clearTimeout });
        Date.now = dateNow;
        performance.now = performanceNow;
      },
    };
  }

  /** Waits on this clock. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#add(delayMs, resolve));
  }

  /** Lets time go by until something has come to its end. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const over = () => void (isOver = true);
    work.then(over, over);
    for (;;) {
      await settle();
      if (isOver) return await work;
      this.#moveTo(Math.max(this.#nowMs, this.#timers[0]?.atMs ?? this.#nowMs + 1));
    }
  }

  /** Lets time go by until a moment, in steps that are no longer than what is said before each. */
  async advanceTo(unixMs: number, stepMs: () => number): Promise<void> {
    while (this.#nowMs < unixMs) {
      const next = Math.min(this.#nowMs + stepMs(), this.#timers[0]?.atMs ?? Infinity, unixMs);
      this.#moveTo(Math.max(this.#nowMs, next));
      await settle();
    }
  }

  #moveTo(unixMs: number): void {
    this.#nowMs = unixMs;
    this.#onMove(unixMs);
    while (this.#timers[0] && this.#timers[0].atMs <= unixMs) this.#timers.shift()?.run();
  }

  #add(delayMs: number, run: () => void): number {
    const id = this.#nextId++;
    const timer = { id, atMs: this.#nowMs + Math.max(1, delayMs), run };
    const at = this.#timers.findIndex(({ atMs }) => atMs > timer.atMs);
    this.#timers.splice(at === -1 ? this.#timers.length : at, 0, timer);
    return id;
  }

  #remove(id: number): void {
    this.#timers = this.#timers.filter((timer) => timer.id !== id);
  }
}

/** Waits until everything has gone on that waits for no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
