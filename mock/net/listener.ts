import type { Reachability } from "../sim/settings.ts";
import type { Endpoint } from "./endpoint.ts";
import { PortTaken } from "./port_taken.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** The answers of a listener. */
export interface Serving {
  readonly reachability: () => Reachability;
  readonly answer: Handler;
  /** Answers nonsense. */
  readonly garbage: Handler;
}

/** Time after which a listener looks whether its server went down or came back. */
const LOOK_MS = 50;

/**
 * A listener that is found as the simulation says: a server that is down refuses connections and drops
 * those that it has, one that hangs takes them and never answers.
 */
export class Listener {
  readonly #endpoint: Endpoint;
  readonly #serving: Serving;
  readonly #timer: ReturnType<typeof setInterval>;
  #ending = new AbortController();
  #server: Deno.HttpServer | undefined;
  #isClosed = false;

  /** @throws {PortTaken} when another program listens there. */
  constructor(endpoint: Endpoint, serving: Serving) {
    this.#endpoint = endpoint;
    this.#serving = serving;
    this.#server = this.#listen();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#look();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#drop();
  }

  #look(): void {
    const isDown = this.#serving.reachability() === "down";
    if (isDown) this.#drop();
    else if (!this.#server && !this.#isClosed) this.#open();
  }

  /** Another program may have the address by now: it is tried again at the next look. */
  #open(): void {
    try {
      this.#server = this.#listen();
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error;
    }
  }

  #listen(): Deno.HttpServer {
    const { signal } = this.#ending = new AbortController();
    return this.#endpoint.serve(signal, (request) => this.#answer(request, signal));
  }

  async #drop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#ending.abort();
    await server?.finished;
  }

  async #answer(request: Request, signal: AbortSignal): Promise<Response> {
    const { reachability, answer, garbage } = this.#serving;
    if (reachability() === "hung") await this.#untilAnswering(signal);
    if (reachability() === "down") this.#drop();
    // The connection is dropped before this could be answered.
    if (signal.aborted) return await new Promise(() => {});
    return await (reachability() === "garbage" ? garbage(request) : answer(request));
  }

  /** A server that hung answers what it was asked, once it goes on. */
  async #untilAnswering(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#serving.reachability() === "hung") {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}
