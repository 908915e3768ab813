import { request as httpRequest } from "node:http";
import type { RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";

/** A question that is passed on. */
export interface Question {
  readonly isTls: boolean;
  /** Address and path. */
  readonly options: RequestOptions & {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
  };
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** The answer to it. */
export interface Exchanged {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Passes a question on and reads the whole answer. No proxy of the environment is in between, as none is
 * for plugins.
 *
 * @throws {Error} as the operating system says it; for what takes too long, or is too large.
 */
export function exchange(
  { isTls, options, body, timeoutMs, maxBytes }: Question,
): Promise<Exchanged> {
  const { promise, resolve, reject } = Promise.withResolvers<Exchanged>();
  const send = isTls ? httpsRequest : httpRequest;
  const request = send({ ...options, agent: false }, (response) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    response.on("data", (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > maxBytes) request.destroy(new Error(`the answer is over ${maxBytes} bytes`));
      else chunks.push(chunk);
    });
    response.on("end", () =>
      resolve({
        status: response.statusCode ?? 502,
        contentType: response.headers["content-type"] ?? "",
        bytes: joined(chunks, size),
      }));
    response.on("error", reject);
  });
  request.on("error", reject);
  const timer = setTimeout(
    () => request.destroy(new Error(`no complete answer in ${timeoutMs} ms`)),
    timeoutMs,
  );
  if (body.length > 0) request.write(body);
  request.end();
  return promise.finally(() => clearTimeout(timer));
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
