import type { ByteSink } from "../output.ts";

/** Milliseconds between two lines: what changes faster cannot be read. */
const REDRAW_MS = 200;

/** A line on a terminal that is written over again and again, and wiped at the end. */
export class Progress implements Disposable {
  readonly #sink: ByteSink | undefined;
  readonly #nowMs: () => number;
  #drawnMs = -Infinity;

  /** @param sink absent where nobody watches. */
  constructor(sink: ByteSink | undefined, nowMs: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#nowMs = nowMs;
  }

  /** Draws the line, unless that was done a moment ago. */
  draw(text: () => string): void {
    if (!this.#sink || this.#nowMs() - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = this.#nowMs();
    this.#write(text());
  }

  [Symbol.dispose](): void {
    if (this.#drawnMs > -Infinity) this.#write("");
  }

  #write(text: string): void {
    this.#sink?.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
  }
}
