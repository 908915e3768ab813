/** A server that speaks as an engine does, on a free port. */

/** The pages of a small vLLM. */
export const VLLM = new Map([
  ["/v1/models", '{"data":[{"id":"llama","owned_by":"vllm","max_model_len":8192}]}'],
  ["/health", ""],
  ["/version", '{"version":"0.11.0"}'],
  [
    "/metrics",
    '# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{model_name="llama"} 3\n',
  ],
]);

/** Gives the body of a path, a whole response, or nothing for what it does not know. */
export type LlmAnswer = (
  path: string,
  request: Request,
) => string | Response | undefined | Promise<Response>;

/** A server on a free port, or on a given one, and what it was asked. */
export class LlmServer {
  readonly asked: string[] = [];
  readonly origin: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(answer: LlmAnswer, port = 0) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen: () => {} },
      async (request) => {
        const { pathname } = new URL(request.url);
        this.asked.push(`${request.method} ${pathname}`);
        const found = await answer(pathname, request);
        if (found instanceof Response) return found;
        return found === undefined ? new Response("", { status: 404 }) : new Response(found);
      },
    );
    this.origin = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get port(): number {
    return this.#server.addr.port;
  }

  async close(): Promise<void> {
    await this.#server.shutdown();
  }
}

/** Runs a test beside a server, and ends it whatever happens. */
export async function withLlmServer(
  answer: LlmAnswer,
  test: (server: LlmServer) => Promise<void>,
): Promise<void> {
  const server = new LlmServer(answer);
  try {
    await test(server);
  } finally {
    await server.close();
  }
}
