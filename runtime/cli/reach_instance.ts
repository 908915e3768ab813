import { CodedError, errorText } from "../contract/errors.ts";
import { askServer } from "./ask_server.ts";
import type { ServerAnswer } from "./ask_server.ts";

/** Long enough for an instance on a busy machine. */
const TIMEOUT_MS = 5_000;

/**
 * Reads the value of `--url`.
 *
 * @throws {CodedError} `usage`.
 */
export function instanceUrl(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new CodedError(
    "usage",
    `Cannot ask "${text}": --url must be an address such as http://127.0.0.1:8090`,
  );
}

/**
 * Asks an instance by GET.
 *
 * @throws {CodedError} `host_unreachable`.
 */
export async function reachInstance(
  url: URL,
  headers: Readonly<Record<string, string>> = {},
): Promise<ServerAnswer> {
  try {
    return await askServer(url, { timeoutMs: TIMEOUT_MS, headers });
  } catch (cause) {
    throw new CodedError("host_unreachable", `Cannot reach ${url}: ${errorText(cause)}`, {
      cause,
      hint: "Start it with deno task start, or give another address with --url",
    });
  }
}

/** The error for an answer that no instance of this version gives. */
export function unusableAnswer(url: string, status: number): CodedError {
  return new CodedError(
    "host_unreachable",
    `Cannot use the answer of ${url}: its status is ${status}`,
    { hint: "Another program, or an older version, may be listening there" },
  );
}
