import { settledWithin } from "../async/settled_within.ts";
import { concatenate } from "../wire/concatenate.ts";

/** Something that takes bytes in its own time, such as `Deno.stderr`. */
export interface SlowSink {
  write(bytes: Uint8Array): Promise<number>;
}

/** The limits of a queue, and how it tells of what it could not keep. */
export interface LineQueueOptions {
  readonly maxBytes: number;
  /** The pause after a failure of the sink. */
  readonly retryMs: number;
  /** The line that is written in place of those that were lost. */
  readonly renderLost: (lines: number) => string;
}

/** Lines go out together up to this, which is what a pipe holds. */
const BATCH_BYTES = 64 * 1024;

/**
 * Writes lines to a sink that may take none: a pipe that nobody reads, a terminal that is held, a file
 * on a full disk. Who pushes never waits. What does not fit is dropped and counted, and a line in its
 * place tells how much it was as soon as lines are taken again.
 */
export class LineQueue {
  readonly #sink: SlowSink;
  readonly #options: LineQueueOptions;
  #waiting: Uint8Array[] = [];
  /** The bytes that wait, and those being written. */
  #bytes = 0;
  #dropped = 0;
  /** Lines of the gap that is open now. */
  #gap = 0;
  #draining: Promise<void> | undefined;

  constructor(sink: SlowSink, options: LineQueueOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /** Lines that were dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  push(line: string): void {
    const bytes = encodeLine(line);
    // A gap ends only once everything before it is written: one line tells of it, in its place.
    if (this.#gap > 0 || this.#bytes + bytes.length > this.#options.maxBytes) return this.#drop(1);
    this.#append(bytes);
  }

  /** Waits until everything is written, or the time is over. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.#draining) await settledWithin(this.#draining, timeoutMs);
  }

  #append(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#waiting.push(bytes);
    // Not at once: what is pushed in the same turn goes out in the same write.
    this.#draining ??= Promise.resolve().then(() => this.#drain());
  }

  #drop(lines: number): void {
    this.#dropped += lines;
    this.#gap += lines;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#write(this.#takeBatch());
      if (this.#waiting.length === 0 && this.#gap > 0) this.#closeGap();
    }
    this.#draining = undefined;
  }

  #closeGap(): void {
    const bytes = encodeLine(this.#options.renderLost(this.#gap));
    this.#gap = 0;
    this.#bytes += bytes.length;
    this.#waiting.push(bytes);
  }

  /** The next lines, as many as go well into one write, and one at least. */
  #takeBatch(): Uint8Array[] {
    let length = 0;
    const end = this.#waiting.findIndex((bytes) => (length += bytes.length) > BATCH_BYTES);
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(end, 1));
  }

  async #write(lines: readonly Uint8Array[]): Promise<void> {
    let rest: Uint8Array = concatenate(lines);
    const total = rest.length;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(await this.#sink.write(rest));
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) {
          // Its reader is gone, and will read none of this.
          this.#dropped += lines.length;
          break;
        }
        // A full disk, or a pipe that somebody made non-blocking: it may have room later.
        await pause(this.#options.retryMs);
      }
    }
    this.#bytes -= total;
  }
}

function encodeLine(line: string): Uint8Array {
  return new TextEncoder().encode(`${line}\n`);
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
