import type { PluginLine } from "../contract/syscall.ts";
import type { Clock } from "./ports.ts";

/** States change several times within one collection; people want to see what lasts. */
const SETTLE_MS = 50;

/** The lines of the start banner. */
export interface Lines {
  readonly ready: boolean;
  readonly plugins: readonly PluginLine[];
}

/** Tells the lines of the banner once they have settled, and only when they differ from the last. */
export class StateLines {
  readonly #clock: Clock;
  readonly #read: () => Lines;
  readonly #tell: (lines: Lines) => void;
  #cancel: (() => void) | undefined;
  #told = "";

  constructor(clock: Clock, read: () => Lines, tell: (lines: Lines) => void) {
    this.#clock = clock;
    this.#read = read;
    this.#tell = tell;
  }

  changed(): void {
    this.#cancel ??= this.#clock.after(SETTLE_MS, () => this.flush());
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const lines = this.#read();
    const text = JSON.stringify(lines);
    if (text !== this.#told) this.#tell(lines);
    this.#told = text;
  }
}
