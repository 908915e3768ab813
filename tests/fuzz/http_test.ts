import assert from "node:assert/strict";
import fc from "fast-check";
import { createApp } from "../../runtime/host/http/app.ts";
import { startServer } from "../../runtime/host/http/serve.ts";
import { fakeFront } from "../../runtime/host/http/testing_ports.ts";

const METHODS = ["GET", "HEAD", "POST", "PRI", "get", "TRACE", "G\0T"];
const PATHS = [
  "/metrics",
  "/",
  "//",
  "/../metrics",
  "/%2e%2e/",
  "*",
  "http://evil/",
  "/metrics?a=b",
];
const HEADERS = [
  "Host: 127.0.0.1",
  "Host: evil.example",
  "Content-Length: 99999999999",
  "Content-Length: -1",
  "Transfer-Encoding: chunked",
  "Accept: application/openmetrics-text;q=0.9,*/*;q=x",
  "Accept-Encoding: gzip;q=0,identity;q=",
  "Authorization: Basic !!!",
  "Expect: 100-continue",
  "Connection: Upgrade\r\nUpgrade: websocket",
];

/** Bytes of a request that is nearly one. */
const request = fc.tuple(
  fc.oneof(fc.constantFrom(...METHODS), fc.string()),
  fc.oneof(fc.constantFrom(...PATHS), fc.string({ unit: "binary" })),
  fc.constantFrom("HTTP/1.1", "HTTP/1.0", "HTTP/9", ""),
  fc.array(fc.oneof(fc.constantFrom(...HEADERS), fc.string({ unit: "binary" })), { maxLength: 6 }),
  fc.string({ unit: "binary", maxLength: 50 }),
).map(([method, path, version, headers, body]) =>
  `${method} ${path} ${version}\r\n${headers.join("\r\n")}\r\n\r\n${body}`
);

Deno.test("whatever a client sends, the server answers the next one", async () => {
  const text = new TextEncoder().encode("llm_monitor_demo_value_ratio 1\n");
  const app = createApp({
    metrics: () => text,
    ready: () => ({ ready: true, reasons: [] }),
    plugins: () => ({ schema_version: 1, isolation: [], plugins: [] }),
    status: () => {
      throw new Error("There is none in this test");
    },
    observe: ({ method, route }) => {
      assert.ok(method.length < 100 && route.length < 100);
    },
    auth: undefined,
    front: fakeFront(),
  });
  const server = await startServer({ hostname: "127.0.0.1", port: 0, app });
  await fc.assert(
    fc.asyncProperty(request, async (bytes) => {
      await send(server.port, bytes);
      const { status } = await get(`http://127.0.0.1:${server.port}/health`);
      assert.equal(status, 200);
    }),
    { numRuns: Math.min(fc.readConfigureGlobal().numRuns ?? 100, 1_000) },
  );
  await server.shutdown();
});

/** Sends bytes and takes what comes, for a moment. */
async function send(port: number, bytes: string): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(bytes));
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 20));
  try {
    await Promise.race([connection.read(new Uint8Array(1024)), late]);
  } catch (error) {
    // It may close on us: that is an answer, too.
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  await late;
}

async function get(url: string): Promise<{ status: number }> {
  const answer = await fetch(url);
  await answer.body?.cancel();
  return answer;
}
