import type { Socket } from "node:net";

/**
 * Answers the requests of one connection one after another. A client that sends many at once waits
 * for its own answers, and no other client waits for them.
 */
export class Turns {
  readonly #last = new WeakMap<Socket, Promise<void>>();

  /** Runs at once when nothing of the connection is being answered, otherwise after that. */
  take(socket: Socket, answer: () => Promise<void>): void {
    const turn = this.#last.get(socket)?.then(answer) ?? answer();
    const end = turn.finally(() => {
      if (this.#last.get(socket) === end) this.#last.delete(socket);
    });
    this.#last.set(socket, end);
  }
}
