import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isLoopback } from "../contract/reach.ts";
import { processDeadline } from "../kernel/process/limits/process_deadline.ts";

/** The answer of a server. */
export interface ServerAnswer {
  readonly status: number;
  readonly text: string;
}

/** More than any answer of ours but the metrics of a crowded machine. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Asks a server by GET. Without headers its certificate is not checked: the question holds no secret then,
 * and an instance's own certificate is often self-signed and made out to another name. With headers it is,
 * unless the server is on this machine.
 */
export async function askServer(
  url: URL,
  timeoutMs: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<ServerAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerAnswer>();
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const rejectUnauthorized = Object.keys(headers).length > 0 &&
    !isLoopback(url.hostname.replace(/^\[|\]$/g, ""));
  const options = { rejectUnauthorized, agent: false, headers: { ...headers } } as const;
  const request = send(url, options, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
      if (text.length > MAX_BYTES) request.destroy(new Error("Its answer is too large"));
    });
    response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    response.on("error", reject);
  });
  request.on("error", reject);
  const lift = processDeadline(timeoutMs, () => {
    request.destroy(new Error(`It did not answer within ${timeoutMs} ms`));
  });
  request.end();
  try {
    return await promise;
  } finally {
    lift();
  }
}
