/** An LLM server that a test makes up: it is detected as its engine, and streams by a script. */

/** The answer to a probe. */
export interface Script {
  readonly engine: "vllm" | "ollama";
  readonly status?: number;
  /** Sends every probe to another server. */
  readonly redirect?: boolean;
  /** True if its model is on disk alone. */
  readonly isUnloaded?: boolean;
  /** Texts that it sends, milliseconds that it waits, `HANG` and `BREAK`. */
  readonly steps: readonly (string | number)[];
}

/** One server on a free port, with the model `m`. */
export class StreamingServer {
  /** Bodies of the requests that would compute. */
  readonly probes: Record<string, unknown>[] = [];
  /** True if the reader of a stream went away. */
  isCancelled = false;
  readonly #script: Script;
  readonly #elsewhere: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #ending = new AbortController();

  constructor(script: Script, elsewhere = "") {
    this.#script = script;
    this.#elsewhere = elsewhere;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (request.method === "POST") return await this.#probed(request, pathname);
    const page = this.#script.engine === "vllm" ? VLLM[pathname] : this.#ollama(pathname);
    return page === undefined ? new Response("", { status: 404 }) : new Response(page);
  }

  async #probed(request: Request, pathname: string): Promise<Response> {
    this.probes.push(await request.json() as Record<string, unknown>);
    const { engine, status = 200, redirect } = this.#script;
    const expected = engine === "vllm" ? "/v1/chat/completions" : "/api/chat";
    if (pathname !== expected) return new Response("", { status: 404 });
    if (redirect) return Response.redirect(`${this.#elsewhere}${pathname}`, 307);
    return new Response(this.#stream(), { status });
  }

  #stream(): ReadableStream<Uint8Array> {
    const steps = [...this.#script.steps];
    const encoder = new TextEncoder();
    return new ReadableStream({
      pull: async (controller) => {
        let step = steps.shift();
        for (; typeof step === "number"; step = steps.shift()) await this.#wait(step);
        if (step === "HANG") await this.#wait(60_000);
        if (step === "BREAK") return controller.error(new Error("broken on purpose"));
        if (step === undefined || step === "HANG") return controller.close();
        controller.enqueue(encoder.encode(step));
      },
      cancel: () => {
        this.isCancelled = true;
      },
    });
  }

  /** Waits, but not beyond the end of the server. */
  async #wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#ending.signal.addEventListener("abort", () => resolve());
    await promise;
    clearTimeout(timer);
  }

  #ollama(pathname: string): string | undefined {
    const model = { name: "m", details: { family: "llama" } };
    const expires_at = new Date(Date.now() + 240_000).toISOString();
    const loaded = this.#script.isUnloaded ? [] : [{ ...model, expires_at, size: 1 }];
    switch (pathname) {
      case "/api/version":
        return '{"version":"0.12.0"}';
      case "/api/tags":
        return JSON.stringify({ models: [model] });
      case "/api/ps":
        return JSON.stringify({ models: loaded });
      default:
        return undefined;
    }
  }
}

const VLLM: Readonly<Record<string, string | undefined>> = {
  "/v1/models": '{"data":[{"id":"m","owned_by":"vllm","max_model_len":8192}]}',
  "/health": "",
  "/version": '{"version":"0.11.0"}',
  "/metrics":
    '# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{model_name="m"} 3\n',
};
