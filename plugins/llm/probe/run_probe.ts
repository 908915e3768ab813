import { runTimeout } from "@llm-monitor/sdk";
import { probeRequest } from "./request.ts";
import type { ProbeQuestion, ProbeRequest, ProbeStyle } from "./request.ts";
import { ChunkReader } from "./stream/chunk_reader.ts";
import { StreamError } from "./stream/stream_error.ts";
import type { OwnDelay } from "./own_delay.ts";
import { Timeline } from "./timeline.ts";
import type { Measured } from "./timeline.ts";

/** Outcome of a probe. `skipped` is one that was not sent. */
export const PROBE_OUTCOMES = [
  "ok",
  "timeout",
  "http_error",
  "bad_stream",
  "refused",
  "skipped",
] as const;
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

/** The outcome of one probe. */
export interface ProbeResult {
  readonly outcome: Exclude<ProbeOutcome, "skipped">;
  /** The failure in a few words; empty when all is well. */
  readonly detail: string;
  readonly measured?: Measured;
  /**
   * Tokens that it cost as the server counted them; undefined when it may have cost some that
   * nobody counted.
   */
  readonly tokens: number | undefined;
}

/** Dependencies of a probe. */
export interface ProbeOptions extends ProbeQuestion {
  readonly fetch: typeof fetch;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly style: ProbeStyle;
  /** A monotonic clock. */
  readonly nowMs: () => number;
  /** Ends the probe early. */
  readonly signal?: AbortSignal;
  /** Watches whether this process itself is held up meanwhile. */
  readonly ownDelay?: OwnDelay;
}

/**
 * Sends one small request and measures how its answer streams in, under one deadline and one size. No
 * redirect is followed. Never rejects for what a server does.
 */
export async function runProbe(options: ProbeOptions): Promise<ProbeResult> {
  const { settings: { timeoutMs }, signal } = options;
  // Time in which this process could not run is not the server's.
  const limit = runTimeout(timeoutMs);
  const ended = signal ? AbortSignal.any([limit.signal, signal]) : limit.signal;
  const timeline = new Timeline(options.nowMs());
  options.ownDelay?.start();
  let isAnswered = false;
  try {
    const request = probeRequest(options.style, options);
    const response = await send(request, options, ended);
    isAnswered = response.ok;
    if (!response.ok) return await turnedAway(response);
    return await read(response, { ...options, kind: request.kind }, timeline);
  } catch (error) {
    if (ended.aborted) {
      const detail = limit.signal.aborted ? `no complete answer in ${timeoutMs} ms` : "given up";
      return { outcome: "timeout", detail, tokens: undefined };
    }
    if (isAnswered) {
      return broken(error instanceof StreamError ? error.message : "it broke off", timeline);
    }
    return { outcome: "refused", detail: "no connection is possible", tokens: 0 };
  } finally {
    options.ownDelay?.stop();
    limit.clear();
  }
}

async function send(
  { path, body, kind }: ProbeRequest,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Response> {
  return await options.fetch(options.baseUrl.replace(/\/+$/, "") + path, {
    method: "POST",
    headers: {
      accept: kind === "sse" ? "text/event-stream" : "application/x-ndjson",
      "content-type": "application/json",
      ...options.headers,
    },
    body,
    redirect: "manual",
    signal,
  });
}

async function turnedAway(response: Response): Promise<ProbeResult> {
  await response.body?.cancel();
  const isRedirect = response.type === "opaqueredirect" ||
    (response.status >= 300 && response.status < 400);
  return isRedirect
    ? { outcome: "refused", detail: "it answered with a redirect", tokens: 0 }
    : { outcome: "http_error", detail: `it answered ${response.status}`, tokens: 0 };
}

async function read(
  response: Response,
  { nowMs, ownDelay, kind }: Pick<ProbeOptions, "nowMs" | "ownDelay"> & Pick<ProbeRequest, "kind">,
  timeline: Timeline,
): Promise<ProbeResult> {
  const reader = new ChunkReader(kind);
  let isOver = false;
  // Leaving the loop cancels the body.
  for await (const bytes of response.body ?? []) {
    const atMs = nowMs();
    for (const chunk of reader.push(bytes)) {
      timeline.add(chunk, atMs);
      isOver ||= chunk.isEnd;
    }
    if (isOver) break;
  }
  const endMs = nowMs();
  if (!isOver) { for (const chunk of reader.end()) timeline.add(chunk, endMs); }
  const measured = timeline.end(endMs, ownDelay);
  if ("trouble" in measured) return broken(measured.trouble, timeline);
  return { outcome: "ok", detail: "", measured, tokens: countTokens(timeline) };
}

function broken(detail: string, timeline: Timeline): ProbeResult {
  return { outcome: "bad_stream", detail, tokens: countTokens(timeline) };
}

function countTokens({ usage: { promptTokens, completionTokens } }: Timeline): number | undefined {
  if (promptTokens === undefined && completionTokens === undefined) return undefined;
  return (promptTokens ?? 0) + (completionTokens ?? 0);
}
