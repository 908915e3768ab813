/** A container engine that a test makes up, on a socket of its own. */

/** Faults of answers whose path has the given words in it. */
export type EngineFault =
  | "hang"
  | "server_error"
  | "forbidden"
  | "no_json"
  | "huge"
  | "stall"
  | "endless_error"
  | "redirect"
  | "objects";

/** Answers as Docker does: versions, the list, inspections, one-shot samples. */
export class FakeEngine {
  readonly dir: string;
  /** The paths that were asked, in order. */
  readonly asked: string[] = [];
  containers: string[];
  /** The newest version of the API that it speaks. */
  apiVersion = "1.52";
  /** True if it answers `/_ping`, which some proxies keep back. */
  hasPing = true;
  fault: { readonly words: string; readonly kind: EngineFault } | undefined;
  readonly #server: Deno.HttpServer<Deno.UnixAddr>;
  readonly #ending = new AbortController();

  constructor(dir: string, count: number) {
    this.dir = dir;
    this.containers = Array.from({ length: count }, (_, index) => `container-${index}`);
    this.#server = Deno.serve({ path: `${dir}/docker.sock`, onListen: () => {} }, (request) => {
      const url = new URL(request.url);
      this.asked.push(`${request.method} ${url.pathname}${url.search}`);
      return this.#answer(url, request.method);
    });
  }

  static async start(count = 3): Promise<FakeEngine> {
    return new FakeEngine(await Deno.makeTempDir({ prefix: "llm-monitor-engine-" }), count);
  }

  get host(): string {
    return `unix://${this.dir}/docker.sock`;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#server.shutdown();
    await Deno.remove(this.dir, { recursive: true });
  }

  #answer({ pathname }: URL, method: string): Response | Promise<Response> {
    if (method !== "GET") return new Response("read-only", { status: 405 });
    const { fault } = this;
    if (fault && pathname.includes(fault.words)) return this.#faulty(fault.kind);
    const path = pathname.replace(/^\/v[\d.]+/, "");
    const asked = /^\/v([\d.]+)\//.exec(pathname)?.[1];
    if (asked !== undefined && Number(asked.slice(2)) > Number(this.apiVersion.slice(2))) {
      return Response.json({ message: `client version ${asked} is too new` }, { status: 400 });
    }
    if (path === "/_ping" && this.hasPing) {
      return new Response("OK", { headers: { "api-version": this.apiVersion } });
    }
    if (path === "/version") {
      return Response.json({ Version: "29.0.1", ApiVersion: this.apiVersion });
    }
    if (path === "/system/df") return Response.json(diskUsage(this.containers.length));
    if (path === "/info") return Response.json({ Driver: "overlayfs", CgroupVersion: "2" });
    if (path === "/containers/json") {
      return Response.json(this.containers.map((name, index) => ({
        Id: makeId(index),
        Names: [`/${name}`],
        Image: "image:1",
        State: "running",
        Status: "Up 5 minutes",
        Created: 1,
        Labels: { "com.docker.compose.service": name },
      })));
    }
    const [, id = "", question] = /^\/containers\/([0-9a-f]{64})\/(json|stats)$/.exec(path) ?? [];
    const index = parseInt(id, 16);
    if (question === undefined || !(index < this.containers.length)) {
      return Response.json({ message: "No such container" }, { status: 404 });
    }
    return Response.json(question === "json" ? inspection() : sample(index));
  }

  #faulty(kind: EngineFault): Response | Promise<Response> {
    switch (kind) {
      case "hang":
        return this.#never();
      case "server_error":
        return Response.json({ message: "hidden-path /var/lib/docker" }, { status: 500 });
      case "forbidden":
        return new Response("<html><body><h1>403 Forbidden</h1></body></html>", { status: 403 });
      case "no_json":
        return new Response("{not json");
      case "huge":
        return new Response("[".padEnd(32 * 1024 * 1024, " "));
      case "objects":
        return new Response(`[${"{},".repeat(2_700_000)}{}]`);
      case "endless_error":
        return new Response(endless(), { status: 500 });
      case "redirect":
        return new Response(null, {
          status: 302,
          headers: { location: `/containers/${makeId(0)}/archive?path=/` },
        });
      case "stall":
        return new Response(
          new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("[")) }),
        );
    }
  }

  async #never(): Promise<Response> {
    await new Promise((resolve) => {
      this.#ending.signal.addEventListener("abort", resolve, { once: true });
    });
    return new Response(null, { status: 503 });
  }
}

function endless(): ReadableStream<Uint8Array> {
  const part = new Uint8Array(1024 * 1024).fill(32);
  return new ReadableStream({ pull: (stream) => stream.enqueue(part) });
}

export function makeId(index: number): string {
  return index.toString(16).padStart(64, "0");
}

function diskUsage(count: number): unknown {
  const containers = Array.from(
    { length: count },
    (_, index) => ({ Id: makeId(index), SizeRw: 5 }),
  );
  return { LayersSize: 100, Images: [{ Size: 100 }], Containers: containers, Volumes: null };
}

function inspection(): unknown {
  return {
    RestartCount: 0,
    State: { StartedAt: "2026-01-01T00:00:00Z", ExitCode: 0, OOMKilled: false },
    Config: { Image: "image:1", Env: Array.from({ length: 40 }, (_, index) => `V${index}=hidden`) },
    HostConfig: { Memory: 1_073_741_824, NanoCpus: 2e9, NetworkMode: "bridge" },
  };
}

function sample(index: number): unknown {
  return {
    cpu_stats: {
      cpu_usage: { total_usage: 1e9 * (index + 1), usage_in_usermode: 1, usage_in_kernelmode: 1 },
      throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
    },
    memory_stats: {
      usage: 1e6,
      limit: 1e9,
      stats: Object.fromEntries(
        Array.from({ length: 40 }, (_, field) => [`field_${field}`, field]).concat([[
          "inactive_file",
          1_000,
        ]]),
      ),
    },
    pids_stats: { current: 3 },
    blkio_stats: {
      io_service_bytes_recursive: [{ op: "read", value: 1 }, { op: "write", value: 2 }],
    },
    networks: { eth0: { rx_bytes: 1, tx_bytes: 2, rx_packets: 1, tx_packets: 1 } },
  };
}
