/** The app's Request and Response over the messages of node:http. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerText, findBytes } from "./answer.ts";

/** Answers without an end have no deadline as a whole: their client has to take something now and then. */
const STALLED_MS = 30_000;

/** The app that answers. */
export interface App {
  fetch(request: Request): Response | Promise<Response>;
}

/** Answers one request with the app. Never rejects: what cannot be sent ends the connection. */
export async function answerRequest(
  app: App,
  message: IncomingMessage,
  reply: ServerResponse,
  onStream: () => void = () => {},
): Promise<void> {
  try {
    const request = readRequest(message);
    const response = request
      ? await ask(app, request)
      : answerText("Cannot read the request: its address or method is invalid", { status: 400 });
    if (isEndless(response)) onStream();
    await send(response, message, reply);
  } catch {
    // The end of the reply alone would look like the end of its body.
    message.socket.destroy();
  }
}

/** Undefined when it is no request that a Request can hold, as with the method TRACE. */
function readRequest({ url = "/", method = "GET", rawHeaders }: IncomingMessage) {
  const headers: [name: string, value: string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  }
  try {
    // The name in front is only there to make an address of it; `Host` is checked by itself. No
    // route takes a body, so none is read.
    const absolute = /^https?:\/\//.test(url) ? url : `http://localhost${url}`;
    return new Request(absolute, { method, headers });
  } catch {
    return undefined;
  }
}

/** Returns whether an answer goes on until its client leaves. */
function isEndless({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

async function ask(app: App, request: Request): Promise<Response> {
  try {
    return await app.fetch(request);
  } catch {
    return answerText("The answer could not be produced", { status: 500 });
  }
}

async function send(
  response: Response,
  { headers, method }: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  const isWhole = response.headers.has("content-length");
  // The bytes first: a failure can still become another answer than half of this one.
  const bytes = isWhole && method !== "HEAD"
    ? findBytes(response) ?? await response.bytes()
    : undefined;
  const hasBody = headers["transfer-encoding"] !== undefined ||
    !/^0*$/.test(headers["content-length"] ?? "");
  reply.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    // Nobody reads the body, and what follows it could not be told from it.
    ...(hasBody ? { connection: "close" } : {}),
  });
  if (bytes) {
    reply.end(bytes);
  } else if (!response.body || method === "HEAD") {
    reply.end();
    await response.body?.cancel();
  } else {
    await stream(response.body, reply, isEndless(response) ? STALLED_MS : undefined);
  }
}

/** Sends what comes as it comes, no faster than the client takes it. */
async function stream(
  body: ReadableStream<Uint8Array>,
  reply: ServerResponse,
  stalledMs?: number,
): Promise<void> {
  const reader = body.getReader();
  reply.once("close", async () => {
    try {
      await reader.cancel();
    } catch {
      // It failed before: whoever reads it was told.
    }
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return void reply.end();
    if (!reply.write(value) && !reply.destroyed) await waitUntilTaken(reply, stalledMs);
  }
}

/** Waits until the client took what was sent, or left; one that stalls is let go. */
function waitUntilTaken(reply: ServerResponse, stalledMs?: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = stalledMs === undefined ? undefined : setTimeout(() => reply.destroy(), stalledMs);
  const settle = () => {
    clearTimeout(timer);
    reply.off("drain", settle);
    reply.off("close", settle);
    resolve();
  };
  reply.on("drain", settle);
  reply.on("close", settle);
  return promise;
}
