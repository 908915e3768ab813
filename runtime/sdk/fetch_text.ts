import { FetchTextError } from "./fetch_text_error.ts";
import { runTimeout } from "./run_timer.ts";

/** Options of {@linkcode fetchText}. */
export interface FetchTextOptions {
  /** For the whole exchange, the body included; time in which this process could not run does not count. */
  readonly timeoutMs: number;
  /** Maximum size of the body in bytes, decompressed. */
  readonly maxBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the exchange early; the `signal` of the collection. */
  readonly signal?: AbortSignal;
  /** Maximum number of redirects that are followed, all at the same address; none by default. */
  readonly redirects?: number;
  /** For tests. */
  readonly fetch?: typeof fetch;
}

/** An answer that arrived completely, whatever its status. */
export interface TextResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Fetches text over HTTP, with one deadline and one size limit. A redirect to another address is always an
 * error: the operator did not name it.
 *
 * @throws {FetchTextError} `timed_out` (also when `signal` aborts), `too_large`, `network`, `redirect`,
 * `invalid_utf8`.
 */
export async function fetchText(url: string, options: FetchTextOptions): Promise<TextResponse> {
  const { timeoutMs, signal } = options;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new FetchTextError("network", url, { detail: "it has to be an http or https URL" });
  }
  const timeout = runTimeout(timeoutMs);
  const ended = signal ? AbortSignal.any([timeout.signal, signal]) : timeout.signal;
  try {
    return await exchange(url, { ...options, signal: ended });
  } catch (cause) {
    if (cause instanceof FetchTextError) throw cause;
    if (timeout.signal.aborted) {
      throw new FetchTextError("timed_out", url, {
        detail: `no complete answer in ${timeoutMs} ms`,
      });
    }
    if (signal?.aborted) {
      throw new FetchTextError("timed_out", url, { detail: "the collection ended", cause });
    }
    const detail = findReason(cause);
    throw new FetchTextError("network", url, { detail, cause });
  } finally {
    timeout.clear();
  }
}

async function exchange(
  url: string,
  options: FetchTextOptions & { signal: AbortSignal },
): Promise<TextResponse> {
  const { fetch: fetchIt = fetch, headers = {}, signal, maxBytes } = options;
  const response = await fetchIt(url, { headers, signal, redirect: "manual" });
  if (REDIRECTS.includes(response.status) || response.type === "opaqueredirect") {
    await response.body?.cancel();
    const { redirects = 0 } = options;
    const next = URL.parse(response.headers.get("location") ?? "", url);
    if (redirects > 0 && next?.origin === new URL(url).origin) {
      return await exchange(next.href, { ...options, redirects: redirects - 1 });
    }
    const detail = `the answer is a redirect (${response.status}); name the final address`;
    throw new FetchTextError("redirect", url, { detail });
  }
  const bytes = await readBody(response, maxBytes);
  if (!bytes) {
    throw new FetchTextError("too_large", url, { detail: `the body is over ${maxBytes} bytes` });
  }
  return { status: response.status, headers: response.headers, text: decode(bytes, url) };
}

/** Returns the reason of what fetch threw, which often stands in its cause alone. */
function findReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  // The address is known, and of the layers in front of the reason only the last is of use.
  return why.replace(
    /^error sending request .*?client error \((\w+)\): (?:tcp connect error: )?/,
    "$1: ",
  ).replace(/ \(os error \d+\)$/, "");
}

/** Undefined when the body is larger; what follows is not read then. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array[] | undefined> {
  const announced = announcedBytes(response.headers);
  if (announced !== undefined && announced > maxBytes) {
    await response.body?.cancel();
    return undefined;
  }
  // Read at once, which takes half of the time that a stream takes.
  if (announced !== undefined) return [await response.bytes()];
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the body.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return chunks;
}

/**
 * The length that a body cannot exceed, because the connection is read no further. A length says
 * nothing of a body that comes in chunks, nor of one that is still compressed.
 */
function announcedBytes(headers: Headers): number | undefined {
  if (headers.has("transfer-encoding") || headers.has("content-encoding")) return undefined;
  const length = headers.get("content-length");
  return length !== null && /^\d+$/.test(length) ? Number(length) : undefined;
}

function decode(chunks: readonly Uint8Array[], url: string): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    const [only, ...more] = chunks;
    if (more.length === 0) return decoder.decode(only);
    let text = "";
    for (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
    return text + decoder.decode();
  } catch (cause) {
    const detail = "the body has to be UTF-8";
    throw new FetchTextError("invalid_utf8", url, { detail, cause });
  }
}
