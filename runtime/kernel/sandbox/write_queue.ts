/** Why a queue stopped taking writes. */
export type WriteFailure = "stalled" | "full" | "closed";

/** What a queue needs from the pipe behind it. */
export interface WriteTarget {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Writes to a pipe whose reader may never read: bounded in bytes, and each write bounded in time. A
 * pipe holds 64 KiB; after that a write to a process that does not read would wait for ever.
 */
export class WriteQueue {
  readonly #target: WriteTarget;
  readonly #limits: { readonly maxBytes: number; readonly stallMs: number };
  readonly #onFailure: (failure: WriteFailure) => void;
  #tail: Promise<void> = Promise.resolve();
  #bytes = 0;
  #failed = false;

  constructor(
    target: WriteTarget,
    limits: { maxBytes: number; stallMs: number },
    onFailure: (failure: WriteFailure) => void,
  ) {
    this.#target = target;
    this.#limits = limits;
    this.#onFailure = onFailure;
  }

  /** Queues one write. After a failure, writes are dropped. */
  push(bytes: Uint8Array): void {
    if (this.#failed) return;
    if (this.#bytes + bytes.length > this.#limits.maxBytes) return this.#fail("full");
    this.#bytes += bytes.length;
    this.#tail = this.#tail.then(() => this.#write(bytes));
  }

  /** Closes the pipe once what is queued was written. */
  close(): void {
    this.#tail = this.#tail.then(async () => {
      if (this.#failed) return;
      this.#failed = true;
      await this.#target.close().catch(ignoreBrokenPipe);
    });
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#failed) return;
    const timer = setTimeout(() => this.#fail("stalled"), this.#limits.stallMs);
    try {
      await this.#target.write(bytes);
      this.#bytes -= bytes.length;
    } catch (error) {
      ignoreBrokenPipe(error);
      this.#fail("closed");
    } finally {
      clearTimeout(timer);
    }
  }

  #fail(failure: WriteFailure): void {
    if (this.#failed) return;
    this.#failed = true;
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
