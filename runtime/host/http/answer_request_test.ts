import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { App } from "./answer_request.ts";
import { answerRequest } from "./answer_request.ts";

/** Answers each request on a real socket with the app. */
async function withApp(app: App, use: (url: string, port: number) => Promise<void>): Promise<void> {
  const server = createServer((message, reply) => void answerRequest(app, message, reply));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", () => resolve());
  await promise;
  const { port } = server.address() as { port: number };
  try {
    await use(`http://127.0.0.1:${port}`, port);
  } finally {
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    server.closeAllConnections();
    await closed.promise;
  }
}

Deno.test("answerRequest hands over method, address and headers", async () => {
  const app: App = {
    fetch: ({ method, url, headers }) => new Response(`${method} ${url} ${headers.get("x-one")}`),
  };
  await withApp(app, async (url) => {
    const response = await fetch(`${url}/a/../b?c=d%20e`, {
      method: "DELETE",
      headers: [["x-one", "1"], ["x-one", "2"]],
    });
    assert.equal(await response.text(), "DELETE http://localhost/b?c=d%20e 1, 2");
  });
});

Deno.test("answerRequest sends bytes of a stated length whole, and HEAD no body", async () => {
  const bytes = new Uint8Array(300_000).map((_, index) => index);
  const app: App = {
    fetch: () => new Response(bytes, { headers: { "content-length": String(bytes.length) } }),
  };
  await withApp(app, async (url) => {
    const response = await fetch(url);
    assert.equal(response.headers.get("transfer-encoding"), null);
    assert.deepEqual(await response.bytes(), bytes);
    const head = await fetch(url, { method: "HEAD" });
    assert.equal(head.headers.get("content-length"), "300000");
    assert.equal((await head.bytes()).length, 0);
  });
});

Deno.test("answerRequest keeps the connection for the next request", async () => {
  const app: App = { fetch: () => new Response("a", { headers: { "content-length": "1" } }) };
  await withApp(app, async (_, port) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    for (let count = 0; count < 3; count++) {
      await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
      assert.ok(await connection.read(new Uint8Array(1_000)));
    }
  });
});

Deno.test("answerRequest streams a body without a length, and ends it with its client", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
    cancel: () => cancelled.resolve(),
  });
  await withApp({ fetch: () => new Response(body) }, async (url) => {
    const response = await fetch(url);
    const reader = response.body?.getReader();
    assert.ok(((await reader?.read())?.value?.length ?? 0) > 0);
    await reader?.cancel();
    await cancelled.promise;
  });
});

Deno.test("answerRequest answers 500 for an app that throws, and ends an answer that fails", async () => {
  const failing = () => {
    let count = 0;
    return new ReadableStream({
      pull(controller) {
        if (count++ > 0) throw new Error("no");
        controller.enqueue(new Uint8Array(10));
      },
    });
  };
  const app: App = {
    fetch({ url }) {
      if (url.endsWith("/throw")) throw new Error("no");
      return new Response(failing());
    },
  };
  await withApp(app, async (url) => {
    const response = await fetch(`${url}/throw`);
    assert.equal(response.status, 500);
    assert.match(await response.text(), /could not be produced/);
    await assert.rejects(fetch(`${url}/stream`).then((answer) => answer.text()));
  });
});

Deno.test("answerRequest refuses what a Request cannot hold", async () => {
  await withApp({ fetch: () => new Response("reached") }, async (_, port) => {
    for (const start of ["TRACE / HTTP/1.1", "GET http://[x/ HTTP/1.1"]) {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      await connection.write(new TextEncoder().encode(`${start}\r\nHost: localhost\r\n\r\n`));
      const buffer = new Uint8Array(100);
      const count = await connection.read(buffer) ?? 0;
      assert.match(new TextDecoder().decode(buffer.subarray(0, count)), /^HTTP\/1.1 400 /);
    }
  });
});
