import assert from "node:assert/strict";
import { eventually } from "../../../tests/support/eventually.ts";
import { createApp } from "./app.ts";
import { CONNECTION_LIMITS, type ConnectionLimits } from "./connections.ts";
import { type RunningServer, startServer } from "./serve.ts";
import { fakePorts } from "./testing_ports.ts";

/** Deadlines that a test can wait for. */
const SHORT: ConnectionLimits = {
  ...CONNECTION_LIMITS,
  headersMs: 200,
  requestMs: 300,
  idleMs: 400,
  answerMs: 400,
  yieldMs: 100,
  checkMs: 20,
};
/** More than the sockets of both sides take. */
const LARGE = new Uint8Array(16 * 1024 * 1024);

interface Watched {
  readonly server: RunningServer;
  /** The number of closed connections, by reason. */
  readonly closed: Record<string, number>;
  /** The most that were open at once. */
  readonly most: () => number;
  /** Opens one, and sends text when there is some. */
  readonly open: (text?: string) => Promise<Deno.Conn>;
}

async function withServer(
  limits: ConnectionLimits,
  use: (watched: Watched) => Promise<void>,
): Promise<void> {
  const closed: Record<string, number> = {};
  let most = 0;
  const server = await startServer({
    hostname: "127.0.0.1",
    port: 0,
    app: createApp(fakePorts({ metrics: () => LARGE })),
    limits,
    connections: {
      open: (count) => most = Math.max(most, count),
      closed: (reason) => closed[reason] = (closed[reason] ?? 0) + 1,
    },
  });
  const connections: Deno.Conn[] = [];
  const open = async (text = "") => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    connections.push(connection);
    await connection.write(new TextEncoder().encode(text)).catch(() => {});
    return connection;
  };
  try {
    await use({ server, closed, most: () => most, open });
  } finally {
    for (const connection of connections) connection.close();
    await server.shutdown();
  }
}

/** The status of a client that comes anew. */
async function health({ port }: RunningServer): Promise<number> {
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const response = await fetch(`http://127.0.0.1:${port}/health`, { client });
  await response.body?.cancel();
  return response.status;
}

/** Everything until the server closes. */
async function readAll(connection: Deno.Conn): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (;;) {
      const count = await connection.read(buffer);
      if (count === null) return text;
      text += new TextDecoder().decode(buffer.subarray(0, count));
    }
  } catch {
    return text;
  }
}

const START = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n";

Deno.test("1,007 connections that ask nothing keep no new client out", async () => {
  await withServer(CONNECTION_LIMITS, async ({ server, closed, most, open }) => {
    const starts = ["", START, `${START}\r\n`.replace("/metrics", "/health")];
    for (let count = 0; count < 1_007; count++) {
      await open(starts[count % starts.length]);
      if (count % 50 === 0) assert.equal(await health(server), 200, `after ${count}`);
    }
    assert.equal(await health(server), 200);
    assert.ok(most() <= CONNECTION_LIMITS.openInBurst, `${most()} were open`);
    const over = 1_007 - CONNECTION_LIMITS.open;
    await eventually("those above the bound are closed", () => (closed.evicted ?? 0) >= over);
  });
});

Deno.test("a connection without a request, or with half of one, ends after its deadline", async () => {
  await withServer(SHORT, async ({ closed, open }) => {
    const [silent, half] = await Promise.all([open(), open(START)]);
    assert.match(await readAll(silent), /^HTTP\/1\.1 408 /);
    assert.match(await readAll(half), /^HTTP\/1\.1 408 /);
    assert.deepEqual(closed, { request_timeout: 2 });
  });
});

Deno.test("a body that never ends ends with the answer", async () => {
  await withServer(CONNECTION_LIMITS, async ({ open }) => {
    const half = await open(`${START.replace("GET", "POST")}Content-Length: 10\r\n\r\nabc`);
    assert.match(await readAll(half), /^HTTP\/1\.1 405 [^]*connection: close/i);
  });
});

Deno.test("a connection that is idle after its answer ends after its deadline", async () => {
  await withServer(SHORT, async ({ closed, open }) => {
    const idle = await open(`${START}\r\n`.replace("/metrics", "/health"));
    assert.match(await readAll(idle), /^HTTP\/1\.1 200 /);
    assert.deepEqual(closed, { idle_timeout: 1 });
  });
});

Deno.test("a client that does not take its answer loses it after the deadline", async () => {
  await withServer(SHORT, async ({ closed, open }) => {
    const slow = await open(`${START}\r\n`);
    while (closed.answer_timeout === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const text = await readAll(slow);
    assert.ok(text.length < LARGE.length, `${text.length} bytes came`);
    assert.deepEqual(closed, { answer_timeout: 1 });
  });
});

Deno.test("clients that do not take their answers make room for one that does", async () => {
  await withServer(
    { ...CONNECTION_LIMITS, open: 8, openInBurst: 8, yieldMs: 100 },
    async ({ server, closed, open }) => {
      for (let count = 0; count < 8; count++) await open(`${START}\r\n`);
      // Whoever comes before they are slow is refused; a monitor tries again.
      while (await health(server).catch(() => 0) !== 200);
      assert.ok((closed.evicted ?? 0) > 0, JSON.stringify(closed));
      assert.equal(await health(server), 200);
    },
  );
});

Deno.test("a client that sends requests and takes no answers is bounded, too", async () => {
  await withServer(CONNECTION_LIMITS, async ({ closed, open }) => {
    const greedy = await open(`${START}\r\n`.repeat(100));
    await readAll(greedy);
    assert.deepEqual(closed, { pipelined: 1 });
  });
});

Deno.test("requests that are sent together are answered one after another, each whole", async () => {
  const asked: string[] = [];
  let unfinished = 0;
  let most = 0;
  const server = await startServer({
    hostname: "127.0.0.1",
    port: 0,
    app: {
      async fetch({ url }) {
        most = Math.max(most, ++unfinished);
        asked.push(new URL(url).pathname);
        await new Promise((resolve) => setTimeout(resolve, 5));
        unfinished--;
        return new Response(`of ${new URL(url).pathname}`);
      },
    },
  });
  const paths = ["/a", "/b", "/c"];
  const requests = paths.map((path, index) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${index === 2 ? "Connection: close\r\n" : ""}\r\n`
  );
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await connection.write(new TextEncoder().encode(requests.join("")));
  const text = await readAll(connection);
  connection.close();
  await server.shutdown();
  assert.deepEqual({ asked, most }, { asked: paths, most: 1 });
  assert.deepEqual(text.match(/of \/[abc]/g), paths.map((path) => `of ${path}`));
});

Deno.test("changes of the page go on beyond the deadline of an answer, and are sent as they come", async () => {
  await withServer(SHORT, async ({ server, closed, open }) => {
    const connection = await open("GET /api/v1/events?page=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const bytes = new Uint8Array(4_096);
    const text = new TextDecoder().decode(bytes.subarray(0, await connection.read(bytes) ?? 0));
    assert.match(text, /^HTTP\/1\.1 200 OK/);
    assert.match(text, /text\/event-stream/);
    await new Promise((resolve) => setTimeout(resolve, 2 * SHORT.answerMs));
    assert.deepEqual(closed, {});
    const health = await fetch(`http://127.0.0.1:${server.port}/health`);
    assert.equal((await health.json()).status, "ok");
  });
});
