import { CallError } from "../contract/errors.ts";

import type { GuestMessage, LogLevel } from "../contract/message.ts";
import type { Subject } from "../contract/subject.ts";
import type { OpenCalls } from "./open_calls.ts";

/**
 * The messages that one collection may send. After its answer the host expects nothing more and would end the guest
 * for it, so plugin code that nobody awaited finds it closed.
 */
export class CollectionCalls {
  readonly #calls: OpenCalls;
  readonly #send: (message: GuestMessage) => void;
  #isClosed = false;

  constructor(calls: OpenCalls, send: (message: GuestMessage) => void) {
    this.#calls = calls;
    this.#send = send;
  }

  /** @throws {CallError} `unavailable` after the collection; else what the call was refused with. */
  async call(service: string, method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#isClosed) {
      throw new CallError(
        "unavailable",
        `Cannot call ${service}.${method}: its collection has ended; await calls in collect`,
      );
    }
    return await this.#calls.call(service, method, args);
  }

  /** Sends a line for the log; one that comes after the collection is dropped. */
  log(level: LogLevel, message: string): void {
    if (!this.#isClosed) this.#send({ type: "log", level, message });
  }

  /** Sends what the plugin watches; after the collection it is dropped. */
  report(subjects: readonly Subject[]): void {
    if (!this.#isClosed) this.#send({ type: "subjects", subjects });
  }

  /** Ends the collection: calls still open fail, since the host answers them no more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#calls.failOpen("Cannot answer call: its collection has ended; await calls in collect");
  }
}
