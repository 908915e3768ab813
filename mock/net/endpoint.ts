import { BrokenOff } from "./broken_off.ts";

type Handler = (request: Request) => Promise<Response>;

/** Where something listens; it can listen there again after it was closed. */
export interface Endpoint {
  serve(signal: AbortSignal, handler: Handler): Deno.HttpServer;
}

/** A port of TCP; 0 takes any that is free, and then keeps it. */
export class TcpEndpoint implements Endpoint {
  readonly #hostname: string;
  #port: number;

  constructor({ hostname, port }: { readonly hostname: string; readonly port: number }) {
    this.#hostname = hostname;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  serve(signal: AbortSignal, handler: Handler): Deno.HttpServer {
    const server = Deno.serve(
      { hostname: this.#hostname, port: this.#port, ...optionsOf(signal) },
      handler,
    );
    this.#port = server.addr.port;
    return server;
  }
}

/** A Unix socket. One that an earlier server left behind is replaced. */
export class SocketEndpoint implements Endpoint {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  serve(signal: AbortSignal, handler: Handler): Deno.HttpServer {
    this.remove();
    return Deno.serve({ path: this.#path, ...optionsOf(signal) }, handler);
  }

  /** Takes the socket away, where there is one. */
  remove(): void {
    try {
      if (Deno.lstatSync(this.#path).isSocket) Deno.removeSync(this.#path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

function optionsOf(signal: AbortSignal) {
  return {
    signal,
    onListen: () => {},
    onError: (error: unknown) => {
      // Any other error is told on standard error.
      if (!(error instanceof BrokenOff)) throw error;
      return new Response(null, { status: 500 });
    },
  };
}
