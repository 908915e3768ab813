import { CallError } from "../contract/errors.ts";
import type { GuestMessage, HostMessage } from "../contract/message.ts";

type Return = Extract<HostMessage, { type: "return" }>;

/** The open service calls of this guest, each waiting for its `return`. */
export class OpenCalls {
  readonly #send: (message: GuestMessage) => void;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  constructor(send: (message: GuestMessage) => void) {
    this.#send = send;
  }

  /** @throws {CallError} when the call was refused or failed. */
  call(service: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#open.set(id, answer);
    this.#send({ type: "call", id, service, method, args });
    return answer.promise;
  }

  /** Settles the call that a `return` answers; one that answers nothing is ignored. */
  settle(message: Return): void {
    const answer = this.#open.get(message.id);
    this.#open.delete(message.id);
    if (message.ok) answer?.resolve(message.value);
    else answer?.reject(new CallError(message.code, message.message));
  }

  /** Fails every open call as `unavailable`: nobody is going to answer it. */
  failOpen(message: string): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { reject } of open) reject(new CallError("unavailable", message));
  }
}
