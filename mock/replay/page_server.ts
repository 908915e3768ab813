import { BrokenOff } from "../net/broken_off.ts";
import type { Place } from "./places.ts";

/** A server of the bundle that listens here. */
export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers as a server of the bundle did. One that never answered does not listen.
 *
 * @throws {Deno.errors.AddrInUse} and the like, when nothing can listen there.
 */
export function startPageServer({ address, port, pages }: Place): PageServer | undefined {
  if (pages.every(({ status }) => status === 0)) return undefined;
  const ending = new AbortController();
  const server = Deno.serve({
    hostname: address,
    port,
    signal: ending.signal,
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
  }, ({ method, url }) => {
    const { pathname } = new URL(url);
    const page = pages.find((one) =>
      one.method === method && new URL(one.url).pathname === pathname
    );
    if (!page) return new Response("The bundle has no such page\n", { status: 404 });
    if (page.status === 0) return new Response(brokenBody());
    const isBare = [204, 205, 304].includes(page.status);
    return new Response(isBare ? null : page.body, {
      status: page.status,
      headers: page.contentType === "" ? {} : { "content-type": page.contentType },
    });
  });
  return {
    url: `http://${address}:${port}`,
    close: async () => {
      ending.abort();
      await server.finished;
    },
  };
}

function brokenBody(): ReadableStream {
  return new ReadableStream({ start: (body) => body.error(new BrokenOff()) });
}
