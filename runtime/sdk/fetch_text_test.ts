import assert from "node:assert/strict";
import { fetchText } from "./fetch_text.ts";
import { FetchTextError } from "./fetch_text_error.ts";
import type { FetchTextCode } from "./fetch_text_error.ts";

const LIMITS = { timeoutMs: 5_000, maxBytes: 1_000 };

type Handler = (request: Request) => Response | Promise<Response>;

async function withServer(handler: Handler, test: (url: string) => Promise<void>): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  try {
    await test(`http://127.0.0.1:${server.addr.port}/metrics`);
  } finally {
    await server.shutdown();
  }
}

function hasCode(code: FetchTextCode): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof FetchTextError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  };
}

/** A server of one answer, whose bytes are as given; it hangs up behind them unless told not to. */
async function withAnswer(
  { head, body, hangsUp = true }: {
    head: string;
    body: Uint8Array<ArrayBuffer>;
    hangsUp?: boolean;
  },
  test: (url: string) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answer = async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(4_096));
    const writer = connection.writable.getWriter();
    await writer.write(new TextEncoder().encode(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`));
    // The client hangs up itself in the middle of what it does not want.
    await writer.write(body).catch((error) => assert.ok(error instanceof Error));
    if (hangsUp) connection.close();
    return connection;
  };
  const answered = answer();
  try {
    await test(`http://127.0.0.1:${listener.addr.port}/metrics`);
  } finally {
    const connection = await answered;
    if (!hangsUp) connection.close();
    listener.close();
  }
}

/** A body that sends its first bytes and then nothing until it is cancelled. */
function stuckBody(onCancel: () => void = () => {}): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("x 1\n")),
    cancel: onCancel,
  });
}

Deno.test("fetchText gives the text, the status and the headers of any answer", async () => {
  const handler: Handler = (request) =>
    new Response(`${request.headers.get("authorization")} \u20ac`, {
      status: 503,
      headers: { "x-answer": "yes" },
    });
  await withServer(handler, async (url) => {
    const headers = { authorization: "Bearer a" };
    const { status, headers: answered, text } = await fetchText(url, { ...LIMITS, headers });
    assert.equal(status, 503);
    assert.equal(answered.get("x-answer"), "yes");
    assert.equal(text, "Bearer a \u20ac");
  });
});

Deno.test("fetchText takes a body of exactly maxBytes and refuses one byte more", async () => {
  for (const size of [1_000, 1_001]) {
    await withServer(() => new Response("x".repeat(size)), async (url) => {
      const answer = fetchText(url, LIMITS);
      if (size === 1_000) assert.equal((await answer).text.length, size);
      else await assert.rejects(answer, hasCode("too_large"));
    });
  }
});

Deno.test("fetchText stops reading a body without end", async () => {
  const endless = () =>
    new Response(
      new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(500)) }),
    );
  await withServer(endless, (url) => assert.rejects(fetchText(url, LIMITS), hasCode("too_large")));
});

Deno.test("fetchText counts the bytes of a compressed body after decompression", async () => {
  const squeezed = () => {
    const zeros = new Blob([new Uint8Array(100_000)]).stream();
    const body = zeros.pipeThrough(new CompressionStream("gzip"));
    return new Response(body, { headers: { "content-encoding": "gzip" } });
  };
  await withServer(squeezed, (url) => assert.rejects(fetchText(url, LIMITS), hasCode("too_large")));
});

Deno.test("fetchText ends an exchange at the deadline, whether headers or body are late", async () => {
  const late = Promise.withResolvers<Response>();
  const handlers: Handler[] = [() => late.promise, () => new Response(stuckBody())];
  for (const handler of handlers) {
    await withServer(handler, async (url) => {
      const answer = fetchText(url, { ...LIMITS, timeoutMs: 50 });
      await assert.rejects(answer, hasCode("timed_out"));
      late.resolve(new Response());
    });
  }
});

Deno.test("fetchText ends an exchange when its signal aborts, and keeps the reason", async () => {
  await withServer(() => new Response(stuckBody()), async (url) => {
    const controller = new AbortController();
    const answer = fetchText(url, { ...LIMITS, signal: controller.signal });
    setTimeout(() => controller.abort(new Error("over")), 20);
    await assert.rejects(answer, (error: FetchTextError) => {
      hasCode("timed_out")(error);
      assert.equal((error.cause as Error).message, "over");
      return true;
    });
  });
});

Deno.test("fetchText follows no redirect", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    let requests = 0;
    const handler: Handler = () => {
      requests++;
      return new Response(null, { status, headers: { location: "/other" } });
    };
    await withServer(handler, (url) => assert.rejects(fetchText(url, LIMITS), hasCode("redirect")));
    assert.equal(requests, 1);
  }
});

Deno.test("fetchText refuses a body that is not UTF-8, also when it is cut short", async () => {
  for (const bytes of [[0x61, 0xff], [0xe2, 0x82]]) {
    await withServer(
      () => new Response(new Uint8Array(bytes)),
      (url) => assert.rejects(fetchText(url, LIMITS), hasCode("invalid_utf8")),
    );
  }
});

Deno.test("fetchText puts characters together that arrive in pieces", async () => {
  const pieces = () =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          for (const byte of [0xe2, 0x82, 0xac]) controller.enqueue(new Uint8Array([byte]));
          controller.close();
        },
      }),
    );
  await withServer(pieces, async (url) => {
    assert.equal((await fetchText(url, LIMITS)).text, "\u20ac");
  });
});

Deno.test("fetchText reports a server that is not there, without the URL's secrets", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const url = `http://user:hidden@127.0.0.1:${port}/metrics?token=hidden`;
  await assert.rejects(fetchText(url, LIMITS), (error: FetchTextError) => {
    hasCode("network")(error);
    assert.ok(error.message.startsWith(`Cannot fetch http://127.0.0.1:${port}/metrics: `));
    assert.doesNotMatch(error.message, /hidden|os error/);
    return true;
  });
});

Deno.test("fetchText follows a redirect that stays at the address, as often as it may", async () => {
  const handler = (request: Request) => {
    const { pathname, origin } = new URL(request.url);
    const to: Record<string, string> = {
      "/metrics": "/metrics/",
      "/far": "http://127.0.0.2:9/",
      "/twice": `${origin}/metrics`,
    };
    const location = to[pathname];
    return location === undefined
      ? new Response(`at ${pathname}`)
      : new Response("", { status: 307, headers: { location } });
  };
  await withServer(handler, async (url) => {
    const get = (path: string) => fetchText(new URL(path, url).href, { ...LIMITS, redirects: 1 });
    assert.equal((await get("/metrics")).text, "at /metrics/");
    for (const path of ["/far", "/twice"]) await assert.rejects(get(path), hasCode("redirect"));
  });
});

Deno.test("fetchText refuses what is no address of HTTP before it asks", async () => {
  for (const url of ["", "metrics", "file:///etc/hostname", "data:text/plain,x"]) {
    const never = () => assert.fail("asked");
    await assert.rejects(fetchText(url, { ...LIMITS, fetch: never }), hasCode("network"), url);
  }
});

Deno.test("fetchText does not trust the length of a body that has another frame", async () => {
  const chunked = `f4240\r\n${"x".repeat(1_000_000)}\r\n0\r\n\r\n`;
  const squeezed = new Uint8Array(
    await new Response(
      new Blob([new Uint8Array(100_000)]).stream().pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer(),
  );
  const cases: [head: string, body: Uint8Array<ArrayBuffer>][] = [
    ["content-length: 10\r\ntransfer-encoding: chunked", new TextEncoder().encode(chunked)],
    ["content-length: 10\r\ntransfer-encoding: identity", new TextEncoder().encode(chunked)],
    [`content-length: ${squeezed.length}\r\ncontent-encoding: gzip`, squeezed],
  ];
  for (const [head, body] of cases) {
    await withAnswer(
      { head, body },
      (url) => assert.rejects(fetchText(url, LIMITS), hasCode("too_large"), head),
    );
  }
});

Deno.test("fetchText reports a body that ends before its length, and one that never ends", async () => {
  const half = { head: "content-length: 100", body: new TextEncoder().encode("x 1\n") };
  await withAnswer(half, (url) => assert.rejects(fetchText(url, LIMITS), hasCode("network")));
  const options = { ...LIMITS, timeoutMs: 200 };
  await withAnswer(
    { ...half, hangsUp: false },
    (url) => assert.rejects(fetchText(url, options), hasCode("timed_out")),
  );
});
