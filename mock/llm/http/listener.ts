import type { EngineView } from "../../sim/engine_view.ts";
import { garbageOf } from "./garbage.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** How often a listener looks whether the engine went down or came back. */
const LOOK_MS = 50;

/**
 * A listener that is found as the simulation says: a server that is down refuses connections and drops
 * those that it has, one that hangs takes them and never answers.
 */
export class Listener {
  readonly port: number;
  readonly #hostname: string;
  readonly #reachability: EngineView["reachability"];
  readonly #handler: Handler;
  readonly #timer: ReturnType<typeof setInterval>;
  #ending = new AbortController();
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;
  #isClosed = false;

  constructor(
    reachability: EngineView["reachability"],
    { hostname, port }: { readonly hostname: string; readonly port: number },
    handler: Handler,
  ) {
    this.#reachability = reachability;
    this.#hostname = hostname;
    this.#handler = handler;
    this.#server = this.#listen(port);
    this.port = this.#server.addr.port;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#look();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#drop();
  }

  #look(): void {
    const isDown = this.#reachability() === "down";
    if (isDown) this.#drop();
    else if (!this.#server && !this.#isClosed) this.#open();
  }

  /** Another program may have the port by now: it is tried again at the next look. */
  #open(): void {
    try {
      this.#server = this.#listen(this.port);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }

  #listen(port: number): Deno.HttpServer<Deno.NetAddr> {
    this.#ending = new AbortController();
    return Deno.serve(
      { hostname: this.#hostname, port, signal: this.#ending.signal, onListen: () => {} },
      (request) => this.#answer(request, this.#ending.signal),
    );
  }

  async #drop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#ending.abort();
    await server?.finished;
  }

  async #answer(request: Request, signal: AbortSignal): Promise<Response> {
    const reachability = this.#reachability();
    if (reachability === "down") {
      this.#drop();
      return await never();
    }
    if (reachability === "hung") await this.#untilAnswering(signal);
    if (this.#reachability() === "garbage") return garbageOf(request);
    return await this.#handler(request);
  }

  /** A server that hung answers what it was asked, once it goes on. */
  async #untilAnswering(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#reachability() === "hung") {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    if (signal.aborted) await never();
  }
}

/** The connection is dropped before this could be answered. */
function never(): Promise<never> {
  return new Promise(() => {});
}
