/** The most that listen at once; they count apart from other connections. */
export const MAX_LISTENERS = 200;
/** The limit of unread messages of one listener. One that does not read is let go, and asks again. */
const MAX_UNREAD = 8;

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** Sends one encoded message to everybody who listens. Nobody is waited for. */
export class EventHub {
  readonly #listeners = new Set<Controller>();
  readonly #encoder = new TextEncoder();
  #isClosed = false;

  /** The number of those who listen. */
  get size(): number {
    return this.#listeners.size;
  }

  /** A stream of what is sent from now on, after a first message; undefined when there is no room. */
  listen(first: string): ReadableStream<Uint8Array> | undefined {
    if (this.#isClosed || this.#listeners.size >= MAX_LISTENERS) return undefined;
    let own: Controller;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#listeners.add(controller);
        controller.enqueue(this.#encoder.encode(first));
      },
      cancel: () => {
        this.#listeners.delete(own);
      },
    }, { highWaterMark: MAX_UNREAD });
  }

  /** Sends a message, encoded once. */
  send(message: string): void {
    const bytes = this.#encoder.encode(message);
    for (const listener of this.#listeners) {
      if ((listener.desiredSize ?? 0) > 0) listener.enqueue(bytes);
      else this.#drop(listener);
    }
  }

  /** Ends every stream, at a shutdown. */
  close(): void {
    this.#isClosed = true;
    for (const listener of [...this.#listeners]) this.#drop(listener);
  }

  #drop(listener: Controller): void {
    this.#listeners.delete(listener);
    listener.close();
  }
}
