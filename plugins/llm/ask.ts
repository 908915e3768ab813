import { fetchText, FetchTextError } from "@llm-monitor/sdk";

/** An answer of a server, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Gets one path of a server; undefined when it does not answer whole and in time. */
export type Ask = (path: string) => Promise<Answer | undefined>;

const MAX_BYTES = 8 * 1024 * 1024;

/** Failures of the server itself, rather than of one answer. */
const DEAD: readonly string[] = ["timed_out", "network"];

/**
 * Asks one target, and each path of it once: what was asked before is remembered. A server that hangs
 * or refuses is asked nothing more, so that it costs one deadline and not one for each question.
 */
export function createAsk(
  baseUrl: string,
  { timeoutMs, signal, headers }: {
    timeoutMs: number;
    signal: AbortSignal;
    headers: Readonly<Record<string, string>>;
  },
): Ask {
  const answers = new Map<string, Promise<Answer | undefined>>();
  let isDead = false;
  const get = async (path: string): Promise<Answer | undefined> => {
    if (isDead) return undefined;
    try {
      return await fetchText(joined(baseUrl, path), {
        timeoutMs,
        maxBytes: MAX_BYTES,
        signal,
        headers: { accept: "text/plain;version=0.0.4, application/json, */*;q=0.1", ...headers },
      });
    } catch (error) {
      if (!(error instanceof FetchTextError)) throw error;
      isDead ||= DEAD.includes(error.code);
      return undefined;
    }
  };
  return (path) => {
    const known = answers.get(path) ?? get(path);
    answers.set(path, known);
    return known;
  };
}

/** `http://h:1/prefix/` and `/metrics` are `http://h:1/prefix/metrics`. */
function joined(baseUrl: string, path: string): string {
  return baseUrl.replace(/\/+$/, "") + path;
}
