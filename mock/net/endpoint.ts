import { BrokenOff } from "./broken_off.ts";
import { claimPort } from "./port_claim.ts";
import type { PortClaim } from "./port_claim.ts";
import { PortTaken } from "./port_taken.ts";

type Handler = (request: Request) => Promise<Response>;

/** A place to listen at; it can listen there again after it was closed. */
export interface Endpoint {
  /** @throws {PortTaken} when another program listens there. */
  serve(signal: AbortSignal, handler: Handler): Deno.HttpServer;
}

/** With port 0, so many are tried: another program may listen where nobody claims the port. */
const TRIES = 20;

/** A port of TCP, which no other mock gets until it is released. */
export class TcpEndpoint implements Endpoint {
  readonly port: number;
  /** Lets others have the port. */
  readonly release: () => Promise<void>;
  readonly #hostname: string;

  private constructor(hostname: string, { port, release }: PortClaim) {
    this.port = port;
    this.release = release;
    this.#hostname = hostname;
  }

  /**
   * Claims a port and listens there; 0 takes any that is free.
   *
   * @param listen is given the endpoint, whose port may turn out to be taken.
   * @throws {PortTaken}
   */
  static async open<Listening>(
    { hostname, port }: { readonly hostname: string; readonly port: number },
    listen: (endpoint: TcpEndpoint) => Listening,
  ): Promise<{ readonly endpoint: TcpEndpoint; readonly listening: Listening }> {
    for (let tries = 1;; tries++) {
      const endpoint = new TcpEndpoint(hostname, await claimPort(hostname, port));
      try {
        return { endpoint, listening: listen(endpoint) };
      } catch (error) {
        await endpoint.release();
        if (!(error instanceof PortTaken) || port !== 0 || tries === TRIES) throw error;
      }
    }
  }

  serve(signal: AbortSignal, handler: Handler): Deno.HttpServer {
    const [hostname, port] = [this.#hostname, this.port];
    try {
      return Deno.serve({ hostname, port, ...makeOptions(signal) }, handler);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      throw new PortTaken({ hostname, port }, error);
    }
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
    return Deno.serve({ path: this.#path, ...makeOptions(signal) }, handler);
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

function makeOptions(signal: AbortSignal) {
  return {
    signal,
    onListen: () => {},
    onError: (error: unknown) => {
      // Any other error goes to standard error.
      if (!(error instanceof BrokenOff)) throw error;
      return new Response(null, { status: 500 });
    },
  };
}
