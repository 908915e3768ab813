import { fetchText, FetchTextError } from "@llm-monitor/sdk";
import type { FetchTextCode } from "@llm-monitor/sdk";
import { AddressTurns } from "./address_turns.ts";
import { toFields } from "./json_fields.ts";
import type { Fields } from "./json_fields.ts";
import { reducedBody } from "./reduced_body.ts";
import type { LineReducer } from "./reduced_body.ts";

/** An answer of a server, whatever its status. */
export interface Answer {
  /** 0 of one that is of no use. */
  readonly status: number;
  /** The reason why it is of no use: too large, a redirect to elsewhere, no text. */
  readonly problem?: string;
  /** A key was sent. */
  readonly hadKey?: boolean;
  readonly headers: Headers;
  readonly text: string;
}

/** Gets one path of a server, or a whole URL; undefined when it does not answer completely and in time. */
export type Ask = (
  path: string,
  how?: { readonly isSlow?: boolean },
) => Promise<Answer | undefined>;

/** Answers of a target that change seldom, from one collection to the next. */
export type SlowAnswers = Map<string, { readonly answer: Answer; readonly atMs: number }>;

interface AskOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  readonly key: string | undefined;
  readonly slow: SlowAnswers;
  readonly nowMs: () => number;
  readonly fetch?: typeof fetch;
  /** Lets one thing at a time be asked of an address. */
  readonly turns?: AddressTurns;
  /** Makes what reduces long pages. */
  readonly reducer?: () => LineReducer;
  /** Is told why the target does not answer, once for each of its addresses. */
  readonly onDead?: (code: FetchTextCode, why: string) => void;
}

/** Maximum size of an answer; the largest known one has some 300 KB. */
const MAX_BYTES = 4 * 1024 * 1024;
const ACCEPT = "text/plain;version=0.0.4, application/json, */*;q=0.1";
/** Time for which an answer that rarely changes is kept. */
const SLOW_MS = 60_000;

/** Failures of the server itself, rather than of one answer. */
const DEAD: readonly string[] = ["timed_out", "network"];

/**
 * Asks one target, and each path of it once a collection: what was asked before is remembered. An
 * address that hangs or refuses is asked nothing more, so that it costs one deadline, or two when it
 * answered before, and not one for each question. The key goes to the target's own address alone.
 */
export function createAsk(baseUrl: string, options: AskOptions): Ask {
  const answers = new Map<string, Promise<Answer | undefined>>();
  const dead = new Set<string>();
  const alive = new Set<string>();
  const slowOnce = new Set<string>();
  const { slow, nowMs, turns = new AddressTurns() } = options;
  const get = (url: string): Promise<Answer | undefined> => {
    const { origin } = new URL(url);
    return turns.take(origin, () => getNow(url, origin));
  };
  const getNow = async (url: string, origin: string): Promise<Answer | undefined> => {
    if (dead.has(origin)) return undefined;
    const isOwn = origin === new URL(baseUrl).origin;
    try {
      const answer = await fetchText(url, {
        timeoutMs: options.timeoutMs,
        maxBytes: MAX_BYTES,
        redirects: 1,
        signal: options.signal,
        headers: { accept: ACCEPT, ...(isOwn && ownHeaders(options)) },
        fetch: reducingFetch(options),
      });
      alive.add(origin);
      return { ...answer, hadKey: isOwn && options.key !== undefined };
    } catch (error) {
      if (!(error instanceof FetchTextError)) throw error;
      if (!DEAD.includes(error.code)) {
        return { status: 0, problem: error.detail, headers: new Headers(), text: "" };
      }
      // One answer that breaks off or is slow says nothing of the others; two slow ones do.
      const isFirst = alive.has(origin) && !slowOnce.has(origin);
      if (error.code === "timed_out") slowOnce.add(origin);
      if (isFirst || (error.code === "network" && alive.has(origin))) return undefined;
      if (!dead.has(origin)) options.onDead?.(error.code, error.detail);
      dead.add(origin);
      return undefined;
    }
  };
  const getSlowly = async (url: string): Promise<Answer | undefined> => {
    const known = slow.get(url);
    if (known && nowMs() - known.atMs < SLOW_MS) return known.answer;
    const answer = await get(url);
    if (isOk(answer)) slow.set(url, { answer, atMs: nowMs() });
    return answer;
  };
  return (path, { isSlow = false } = {}) => {
    const url = /^https?:/.test(path) ? path : baseUrl + path;
    const known = answers.get(url) ?? (isSlow ? getSlowly(url) : get(url));
    answers.set(url, known);
    return known;
  };
}

/** Fetches, and reduces the bodies of pages that are long. */
function reducingFetch({ fetch: fetchIt = fetch, reducer }: AskOptions): typeof fetch {
  if (!reducer) return fetchIt;
  return async (input, init) => {
    const response = await fetchIt(input, init);
    const length = response.headers.get("content-length");
    const isShort = length !== null && Number(length) < MAX_BYTES / 8;
    if (!response.body || isShort || !response.ok) return response;
    const headers = new Headers(response.headers);
    // Neither is that of what is left.
    headers.delete("content-length");
    headers.delete("content-encoding");
    const { status } = response;
    return new Response(reducedBody(response.body, reducer()), { status, headers });
  };
}

/** The headers that only a target itself is sent. */
export function ownHeaders(
  { headers, key }: Pick<AskOptions, "headers" | "key">,
): Record<string, string> {
  return { ...headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) };
}

/** Returns whether a server gave what it was asked for. */
export function isOk(answer: Answer | undefined): answer is Answer {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

/** Returns what is wrong with an answer that is not ok, and what to do about it. */
export function describeRefusal(answer: Answer | undefined): string {
  if (answer === undefined) return "it does not answer completely and in time";
  if (answer.problem !== undefined) return answer.problem;
  const { status, hadKey } = answer;
  if (!isRefused(answer)) return `it answered ${status}`;
  return hadKey
    ? `it answered ${status}: it does not accept the target's key`
    : `it answered ${status}: set apiKeyEnv to the name of the variable that holds its key ` +
      "(which is sent only to url)";
}

/** Returns whether a server lives, and wants another key or any. */
export function isRefused(answer: Answer | undefined): boolean {
  return answer?.status === 401 || answer?.status === 403;
}

/** The object that an answer holds; an empty one for everything else. */
export function readJson(answer: Answer | undefined): Fields {
  if (!isOk(answer)) return {};
  try {
    return toFields(JSON.parse(answer.text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}

/** Returns whether an answer holds an object with all of these fields. */
export function hasFields(answer: Answer | undefined, ...names: readonly string[]): boolean {
  const fields = readJson(answer);
  return names.every((name) => name in fields);
}
