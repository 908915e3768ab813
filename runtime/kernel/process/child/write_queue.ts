import { setImmediate } from "node:timers";
import { processDeadline } from "../limits/process_deadline.ts";
import { concatenate } from "../../../wire/concatenate.ts";

/** The reason for which a queue stopped taking writes. */
export type WriteFailure = "stalled" | "full" | "closed";

/** The limits of what may wait, and how long. */
export interface WriteLimits {
  readonly maxBytes: number;
  /** The time that one write may take while its reader could have run. */
  readonly stallMs: number;
  /** The process that reads. */
  readonly reader?: number;
}

/** The part of a pipe that a queue uses. */
export interface WriteTarget {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Frames that wait are written together up to this, which is what a pipe holds. */
const BATCH_BYTES = 64 * 1024;

/**
 * Writes to a pipe whose reader may never read: bounded in bytes, and each write bounded in time. A
 * pipe holds 64 KiB; after that a write to a process that does not read would wait for ever.
 */
export class WriteQueue {
  readonly #target: WriteTarget;
  readonly #limits: WriteLimits;
  readonly #onFailure: (failure: WriteFailure) => void;
  #waiting: Uint8Array[] = [];
  /** The bytes that wait, and those being written. */
  #bytes = 0;
  #isDraining = false;
  #isClosing = false;
  #failed = false;
  /** The time at which the open write began. */
  #writeStartMs: number | undefined;
  #isWatched = false;
  /** Lifts the deadline of a write that is late. */
  #lift = () => {};

  constructor(
    target: WriteTarget,
    limits: WriteLimits,
    onFailure: (failure: WriteFailure) => void,
  ) {
    this.#target = target;
    this.#limits = limits;
    this.#onFailure = onFailure;
  }

  /** Queues one write. After a failure, writes are dropped. */
  push(bytes: Uint8Array): void {
    if (this.#failed || this.#isClosing) return;
    if (this.#bytes + bytes.length > this.#limits.maxBytes) return this.#fail("full");
    this.#bytes += bytes.length;
    this.#waiting.push(bytes);
    this.#wake();
  }

  /** Closes the pipe once what is queued was written. */
  close(): void {
    this.#isClosing = true;
    this.#wake();
  }

  #wake(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    // Not at once: what is queued in the same turn of the loop, with all that its promises lead to, goes
    // out in the same write, and wakes the reader once.
    setImmediate(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#failed) await this.#write(this.#takeBatch());
    if (this.#isClosing && !this.#failed) {
      this.#failed = true;
      await this.#target.close().catch(ignoreBrokenPipe);
    }
    this.#isDraining = false;
  }

  /** The next frames, as many as go well into one write, and one at least. */
  #takeBatch(): Uint8Array {
    let length = 0;
    const end = this.#waiting.findIndex((bytes) => (length += bytes.length) > BATCH_BYTES);
    const batch = this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(end, 1));
    // A large frame mostly goes alone, and is not copied.
    const [only] = batch;
    return only && batch.length === 1 ? only : concatenate(batch);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#writeStartMs = performance.now();
    this.#watch(this.#limits.stallMs / 2);
    try {
      await this.#target.write(bytes);
      this.#bytes -= bytes.length;
    } catch (error) {
      ignoreBrokenPipe(error);
      this.#fail("closed");
    } finally {
      this.#writeStartMs = undefined;
      this.#lift();
    }
  }

  /**
   * One timer for all writes of its time: a timer for each would cost more than the write. One that is
   * late gets a deadline of its own, in time during which its reader could have run.
   */
  #watch(waitMs: number): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    Deno.unrefTimer(setTimeout(() => {
      this.#isWatched = false;
      if (this.#writeStartMs === undefined) return;
      const halfMs = this.#limits.stallMs / 2;
      const leftMs = this.#writeStartMs + halfMs - performance.now();
      if (leftMs > 0) this.#watch(leftMs);
      else this.#lift = processDeadline(halfMs, () => this.#fail("stalled"), this.#limits.reader);
    }, waitMs));
  }

  #fail(failure: WriteFailure): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#waiting = [];
    this.#onFailure(failure);
  }
}

/** The reader is gone; its exit says why, in its own time. */
function ignoreBrokenPipe(error: unknown): void {
  const gone = error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.BadResource ||
    error instanceof TypeError;
  if (!gone) throw error;
}
