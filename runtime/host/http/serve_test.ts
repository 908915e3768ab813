import assert from "node:assert/strict";
import { CodedError } from "../../contract/errors.ts";
import { createApp } from "./app.ts";
import { type RunningServer, startServer } from "./serve.ts";
import { fakePorts } from "./testing_ports.ts";

const LISTEN = { hostname: "127.0.0.1", port: 0 };
const BROKEN_PEM = { cert: "not a certificate", key: "not a key" };

async function withServer(use: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await startServer({ ...LISTEN, app: createApp(fakePorts()) });
  try {
    await use(server);
  } finally {
    await server.shutdown();
  }
}

/** Sends bytes as they are; answers the status line, empty when the server only closed. */
async function sendRaw({ hostname, port }: RunningServer, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname, port });
  await connection.write(new TextEncoder().encode(text));
  const buffer = new Uint8Array(4_096);
  const count = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, count)).split("\r\n")[0] ?? "";
}

Deno.test("startServer says which address cannot be had, why, and what to do", async () => {
  await withServer(async ({ port }) => {
    const app = createApp(fakePorts());
    const cases: [options: Parameters<typeof startServer>[0], code: string, text: RegExp][] = [
      [{ ...LISTEN, port, app }, "port_in_use", new RegExp(`127\\.0\\.0\\.1:${port}.*in use`)],
      [{ ...LISTEN, hostname: "203.0.113.9", app }, "listen_failed", /203\.0\.113\.9:0.*address/],
      [{ ...LISTEN, hostname: "no-such-host.invalid", app }, "listen_failed", /no-such-host/],
      [{ ...LISTEN, app, tls: BROKEN_PEM }, "tls_invalid", /with TLS: the certificate cannot/],
      [{ ...LISTEN, app, tls: { cert: "", key: "" } }, "tls_invalid", /with TLS/],
      [
        { ...LISTEN, hostname: "no-such-host.invalid", app, tls: BROKEN_PEM },
        "tls_invalid",
        /with TLS/,
      ],
    ];
    for (const [options, code, text] of cases) {
      await assert.rejects(startServer(options), (error) => {
        assert.ok(error instanceof CodedError);
        assert.equal(error.code, code);
        assert.match(error.message, text);
        assert.ok(error.hint);
        return true;
      });
    }
  });
});

Deno.test("startServer takes an IPv6 address in brackets", async () => {
  const server = await startServer({ hostname: "[::1]", port: 0, app: createApp(fakePorts()) });
  const response = await fetch(`http://[::1]:${server.port}/health`);
  assert.deepEqual(await response.json(), { status: "ok" });
  await server.shutdown();
});

Deno.test("startServer refuses hostile requests on a real socket and serves on", async () => {
  await withServer(async (server) => {
    const host = `Host: 127.0.0.1:${server.port}\r\n`;
    const cases: [request: string, status: RegExp][] = [
      [`GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n`, / 421 /],
      [`GET /${"a".repeat(4_000)} HTTP/1.1\r\n${host}\r\n`, / 414 /],
      [`GET /health HTTP/1.1\r\n${host}X-Long: ${"a".repeat(20_000)}\r\n\r\n`, / 431 /],
      [`POST /metrics HTTP/1.1\r\n${host}Content-Length: 99999999\r\n\r\n`, / 413 /],
      [`POST /metrics HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`, / 413 /],
      [`DELETE /metrics HTTP/1.1\r\n${host}\r\n`, / 405 /],
      [`GET /../../etc/passwd HTTP/1.1\r\n${host}\r\n`, / 404 /],
      [`nonsense\r\n\r\n`, / 400 |^$/],
    ];
    for (const [request, status] of cases) {
      assert.match(await sendRaw(server, request), status, request.slice(0, 60));
      const response = await fetch(`http://127.0.0.1:${server.port}/health`);
      assert.equal(response.status, 200);
      await response.body?.cancel();
    }
  });
});

Deno.test("startServer answers others while one client never ends its request", async () => {
  await withServer(async ({ hostname, port }) => {
    using slow = await Deno.connect({ hostname, port });
    await slow.write(new TextEncoder().encode("GET /metrics HTTP/1.1\r\nHost: 127"));
    const response = await fetch(`http://127.0.0.1:${port}/ready`);
    assert.deepEqual(await response.json(), { status: "ready", reasons: [] });
  });
});

Deno.test("startServer compresses nothing by itself", async () => {
  const app = createApp(fakePorts({ metrics: () => new Uint8Array(100_000).fill(97) }));
  const server = await startServer({ ...LISTEN, app });
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`, {
    headers: { "accept-encoding": "br" },
  });
  assert.equal(response.headers.get("content-encoding"), null);
  assert.equal((await response.bytes()).length, 100_000);
  await server.shutdown();
});

Deno.test("shutdown waits no longer than the grace for an answer that does not come", async () => {
  const late = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<void>();
  const server = await startServer({
    ...LISTEN,
    app: {
      fetch() {
        asked.resolve();
        return late.promise;
      },
    },
    shutdownGraceMs: 50,
  });
  const refused = assert.rejects(fetch(`http://127.0.0.1:${server.port}/`));
  await asked.promise;
  await server.shutdown();
  await refused;
  await assert.rejects(Deno.connect({ hostname: server.hostname, port: server.port }));
  late.resolve(new Response("late"));
});

Deno.test("startServer and the app need no permission but to listen", async () => {
  const script = `
    import { createApp } from ${JSON.stringify(import.meta.resolve("./app.ts"))};
    import { startServer } from ${JSON.stringify(import.meta.resolve("./serve.ts"))};
    import { fakePorts } from ${JSON.stringify(import.meta.resolve("./testing_ports.ts"))};
    const auth = { bearerToken: "right" };
    const app = createApp(fakePorts({ auth }));
    const server = await startServer({ hostname: "127.0.0.1", port: 0, app });
    await Deno.stdout.write(new TextEncoder().encode(String(server.port) + "\\n"));
    for await (const _ of Deno.stdin.readable);
    await server.shutdown();`;
  const folder = await Deno.makeTempDir();
  const file = `${folder}/host.ts`;
  await Deno.writeTextFile(file, script);
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  await using child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", "--cached-only", "--config", config],
      ...["--allow-net=127.0.0.1:0", file],
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const { value = new Uint8Array() } = await child.stdout.getReader().read();
  const port = Number(new TextDecoder().decode(value));
  for (const path of ["/", "/?plugin=alpha", "/metrics", "/health", "/api/v1/status"]) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: "Bearer right", "accept-encoding": "identity" },
    });
    assert.equal(response.status, 200, path);
    await response.body?.cancel();
  }
  await child.stdin.close();
  assert.equal((await child.status).code, 0);
  await Deno.remove(folder, { recursive: true });
});
