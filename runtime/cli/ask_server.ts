import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isLoopback } from "../contract/reach.ts";
import { processDeadline } from "../kernel/process/limits/process_deadline.ts";

/** The answer of a server. */
export interface ServerAnswer {
  readonly status: number;
  readonly text: string;
}

/** Ways to ask. */
export interface AskOptions {
  readonly timeoutMs: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The only authority of its certificate, PEM; then it is always checked. */
  readonly ca?: string | undefined;
  readonly maxBytes?: number;
}

/** A server that did not answer in time. */
export class AnswerTimeout extends Error {
  override readonly name = "AnswerTimeout";
}

/** More than any answer of ours but the metrics of a crowded machine. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Asks a server by GET. Without headers its certificate is not checked: the question holds no secret then,
 * and an instance's own certificate is often self-signed and made out to another name. With headers it is,
 * unless the server is on this machine.
 */
export async function askServer(url: URL, options: AskOptions): Promise<ServerAnswer> {
  const { timeoutMs, headers = {}, ca, maxBytes = MAX_BYTES } = options;
  const { promise, resolve, reject } = Promise.withResolvers<ServerAnswer>();
  const isSecure = url.protocol === "https:";
  const send = isSecure ? httpsRequest : httpRequest;
  const rejectUnauthorized = ca !== undefined || Object.keys(headers).length > 0 &&
      !isLoopback(url.hostname.replace(/^\[|\]$/g, ""));
  const tls = isSecure ? { rejectUnauthorized, ...(ca === undefined ? {} : { ca }) } : {};
  const request = send(url, { ...tls, agent: false, headers: { ...headers } }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
      if (text.length > maxBytes) request.destroy(new Error("Its answer is too large"));
    });
    response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    response.on("error", reject);
  });
  request.on("error", reject);
  const lift = processDeadline(timeoutMs, () => {
    request.destroy(new AnswerTimeout(`It did not answer within ${timeoutMs} ms`));
  });
  request.end();
  try {
    return await promise;
  } finally {
    lift();
  }
}
