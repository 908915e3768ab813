import { createInProcessServer } from "../llm/in_process_server.ts";
import type { Reachability } from "../sim/settings.ts";
import type { World } from "../sim/world.ts";

type Handler = (request: Request) => Response | Promise<Response>;

interface Site {
  readonly reachability: () => Reachability;
  readonly answer: Handler;
  readonly garbage: Handler;
}

/** A server that the monitor is to watch. */
export interface Address {
  readonly name: string;
  readonly engine: string;
  readonly url: string;
}

/** The LLM servers of a world, for those who ask in this process. */
export class WorldNetwork {
  readonly addresses: readonly Address[];
  readonly #sites = new Map<string, Site>();
  #streams = 0;

  constructor(world: World) {
    this.addresses = world.engines.map((unit) => {
      const { name, port } = unit.spec;
      const server = createInProcessServer(unit, { hostname: "127.0.0.1", port });
      unit.container.publish(port);
      const site = { reachability: () => unit.reachability(), garbage: server.garbage };
      this.#sites.set(String(port), { ...site, answer: server.answer });
      if (server.metrics) {
        const { portAbove, answer } = server.metrics;
        this.#sites.set(String(port + portAbove), { ...site, answer });
      }
      return { name, engine: unit.spec.engine, url: `http://127.0.0.1:${port}` };
    });
  }

  /** Tells whether an answer comes in as its tokens do. */
  get isStreaming(): boolean {
    return this.#streams > 0;
  }

  /** Puts these servers in the place of the network; the answer puts that back. */
  install(): Disposable {
    const { fetch } = globalThis;
    const { createHttpClient } = Deno;
    globalThis.fetch = (input, init) => {
      // What would connect is not needed, and is none.
      const { client: _, ...rest } = (init ?? {}) as RequestInit & { client?: unknown };
      return this.#fetch(new Request(input, rest));
    };
    Object.assign(Deno, { createHttpClient: () => ({ close: () => {} }) });
    return {
      [Symbol.dispose]() {
        globalThis.fetch = fetch;
        Object.assign(Deno, { createHttpClient });
      },
    };
  }

  async #fetch(request: Request): Promise<Response> {
    const site = this.#sites.get(new URL(request.url).port);
    const state = site?.reachability() ?? "down";
    if (!site || state === "down") throw new TypeError("tcp connect error: Connection refused");
    if (state === "hung") return await untilAborted(request.signal);
    const response = await (state === "garbage" ? site.garbage(request) : site.answer(request));
    return request.method === "POST" ? this.#streamed(response) : await whole(response);
  }

  /** An answer that is over when its body is. */
  #streamed(response: Response): Response {
    if (!response.body) return response;
    this.#streams++;
    let isOpen = true;
    const end = () => {
      if (isOpen) this.#streams--;
      isOpen = false;
    };
    const reader = response.body.getReader();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          end();
          controller.close();
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      async cancel(reason) {
        end();
        await reader.cancel(reason);
      },
    });
    return new Response(body, { status: response.status, headers: response.headers });
  }
}

/** With its length, as a server sends what it has whole. */
async function whole(response: Response): Promise<Response> {
  const bytes = await response.bytes();
  const headers = new Headers(response.headers);
  headers.set("content-length", String(bytes.length));
  const { status } = response;
  return new Response(status === 204 || status === 304 ? null : bytes, { status, headers });
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
