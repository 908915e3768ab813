import { errorText } from "../../contract/errors.ts";
import type { EngineAnswer, PageAnswer } from "./bundle.ts";
import { exchange } from "./exchange.ts";
import type { Exchanged } from "./exchange.ts";

const MAX_BYTES = 16 * 1024 * 1024;
const PAGE_TIMEOUT_MS = 20_000;
/** Headers of one connection, which are not passed on. */
const OWN_HEADERS = [
  ...["proxy-authorization", "proxy-connection", "connection", "keep-alive", "te", "upgrade"],
  ...["transfer-encoding", "content-length", "accept-encoding"],
];

/** A listener in front of others, which writes down what they answer. */
export interface RecordingProxy extends AsyncDisposable {
  readonly address: string;
}

/**
 * Listens as an HTTP proxy for plugins. It answers only who knows its password, which is in no plugin's
 * reach: a plugin that may ask this machine could ask through it for any other.
 */
export function startPageProxy(record: (page: PageAnswer) => void): RecordingProxy {
  const password = crypto.randomUUID();
  const expected = `Basic ${btoa(`bundle:${password}`)}`;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: refuse },
    async (request) => {
      if (request.headers.get("proxy-authorization") !== expected) {
        return new Response("This is only for plugins\n", { status: 407 });
      }
      const { method, url } = request;
      try {
        const answer = await askPage(request);
        const body = new TextDecoder().decode(answer.bytes);
        record({ method, url, status: answer.status, contentType: answer.contentType, body });
        return toResponse(answer);
      } catch (error) {
        record({ method, url, status: 0, contentType: "", body: errorText(error) });
        return broken();
      }
    },
  );
  return {
    address: `http://bundle:${password}@127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The container engine, as its service reaches it. */
export interface EngineAddress {
  /** `unix:///path`, `tcp://`, `http://` or `https://`. */
  readonly host: string;
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/** Listens on a socket in front of the container engine. */
export function startEngineProxy(
  engine: EngineAddress,
  { socketPath, record }: { socketPath: string; record: (answer: EngineAnswer) => void },
): RecordingProxy {
  const server = Deno.serve(
    { path: socketPath, onListen: () => {}, onError: refuse },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const answer = await askEngine(engine, request.method, pathname + search);
      const path = pathname.replace(/^\/v[\d.]+(?=\/)/, "") + search;
      if (request.method === "GET") {
        record({ path, status: answer.status, document: parsed(answer) });
      }
      return toResponse(answer);
    },
  );
  return {
    address: `unix://${socketPath}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function askPage(request: Request): Promise<Exchanged> {
  const { hostname, port, pathname, search } = new URL(request.url);
  const headers = [...request.headers].filter(([name]) => !OWN_HEADERS.includes(name));
  const body = new Uint8Array(await request.arrayBuffer());
  return await exchange({
    isTls: false,
    options: {
      hostname: hostname.replaceAll(/^\[|\]$/g, ""),
      port: port || "80",
      path: pathname + search,
      method: request.method,
      headers: {
        ...Object.fromEntries(headers),
        ...(body.length > 0 && { "content-length": String(body.length) }),
      },
    },
    body,
    timeoutMs: PAGE_TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });
}

function askEngine({ host, tls }: EngineAddress, method: string, path: string): Promise<Exchanged> {
  const question = { body: new Uint8Array(), timeoutMs: PAGE_TIMEOUT_MS, maxBytes: MAX_BYTES };
  if (host.startsWith("unix://")) {
    const socketPath = host.slice("unix://".length);
    return exchange({
      ...question,
      isTls: false,
      options: { socketPath, path, method, headers: { host: "docker" } },
    });
  }
  const url = new URL(host.replace(/^https?:/, "tcp:"));
  const isTls = host.startsWith("https:") || Object.keys(tls).length > 0;
  const port = url.port || (isTls ? "2376" : "2375");
  return exchange({
    ...question,
    isTls,
    options: { ...tls, hostname: url.hostname, port, path, method },
  });
}

function parsed({ bytes }: Exchanged): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toResponse({ status, contentType, bytes }: Exchanged): Response {
  const hasBody = ![101, 204, 205, 304].includes(status) && status >= 200;
  return new Response(hasBody ? bytes : null, {
    status: status >= 200 ? status : 502,
    headers: contentType === "" ? {} : { "content-type": contentType },
  });
}

/** The connection breaks, as it did in front of us. */
function broken(): Response {
  return new Response(new ReadableStream({ start: (body) => body.error(new Error("No answer")) }));
}

function refuse(): Response {
  return new Response(null, { status: 502 });
}
