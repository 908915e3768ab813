import type { Answer, Ask } from "../../plugins/llm/http/ask.ts";

/** One answer of a server of a test. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Pages = ReadonlyMap<string, Page>;

/**
 * Reads `== /path [status]` sections, each with a header line that begins in upper case. A section
 * `target` holds more keys of the target, in which ORIGIN is where the server is; a section
 * `everywhere` holds a header of every answer.
 */
export function readPages(text: string): Map<string, Page> {
  const pages = new Map<string, Page>();
  for (const section of text.split(/^== /m).slice(1)) {
    const [title = "", ...lines] = section.split("\n");
    const [path = "", status = "200"] = title.split(" ");
    const first = /^([A-Z][\w-]*): (.*)$/.exec(lines[0] ?? "");
    const headers = first ? { [first[1] ?? ""]: first[2] ?? "" } : {};
    pages.set(path, {
      status: Number(status),
      headers,
      body: lines.slice(first ? 1 : 0).join("\n"),
    });
  }
  return pages;
}

/** Returns the page of a path, of which a question mark and what follows may be left out. */
export function findPage(pages: Pages, path: string): Page {
  const everywhere = pages.get("everywhere")?.headers ?? {};
  const page = pages.get(path) ?? pages.get(path.split("?")[0] ?? "");
  return page
    ? { ...page, headers: { ...everywhere, ...page.headers } }
    : { status: 404, headers: everywhere, body: "not found" };
}

/** Asks pages without a network. */
export function askPages(pages: Pages): Ask {
  return (path) => {
    const { status, headers, body } = findPage(pages, path.replace(/^https?:\/\/[^/]+/, ""));
    const answer: Answer = { status, headers: new Headers(headers), text: body };
    return Promise.resolve(answer);
  };
}

/** Runs a test against a server that has these pages and no other. */
export async function withPages(
  pages: Pages,
  test: (url: string, asked: readonly string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${request.method} ${pathname}${search}`);
    const { status, headers, body } = findPage(pages, pathname + search);
    return new Response(body, { status, headers });
  });
  try {
    await test(`http://127.0.0.1:${server.addr.port}`, asked);
  } finally {
    await server.shutdown();
  }
}
