/** Fake LLM servers for tests, over engines whose every number a test says. */
import { ENGINES, startLlmServer } from "../../mock/llm/mod.ts";
import type { LlmServer, LlmServerOptions } from "../../mock/llm/mod.ts";
import { makeRequest, ScriptedEngine } from "./scripted_engine.ts";

/** A server in a test. */
export interface TestServer {
  readonly view: ScriptedEngine;
  readonly server: LlmServer;
  /** Asks it for a path, without following redirects. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** Asks the listener of its metrics, where that is another one. */
  readonly askMetrics: (path: string) => Promise<Response>;
}

/** Runs a test over a server of an engine, and closes it. */
export async function withLlm(
  engine: string | ScriptedEngine,
  options: Partial<LlmServerOptions>,
  test: (server: TestServer) => Promise<void>,
): Promise<void> {
  const view = typeof engine === "string" ? new ScriptedEngine(engine) : engine;
  const server = await startLlmServer(view, { hostname: "127.0.0.1", port: 0, ...options });
  const ask = (port: number | undefined) => (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init });
  try {
    await test({
      view,
      server,
      ask: ask(server.port),
      askMetrics: ask(server.metricsPort ?? server.port),
    });
  } finally {
    await server.close();
  }
}

/** Requests with every reason for which one can end, each of its own length. */
export function finishSome(view: ScriptedEngine, model?: string): void {
  const reasons = ["stop", "stop", "length", "abort", "error"] as const;
  for (const [index, reason] of reasons.entries()) {
    view.finish(makeRequest({ reason, generationTokens: 10 + index, cachedTokens: index }), model);
  }
}

/** An engine, and one of its faces where it has several. */
export interface Face {
  readonly engine: string;
  readonly variant: string | undefined;
}

/** Each engine with each of its faces; the first is the one that it has unless told otherwise. */
export function allFaces(): Face[] {
  return Object.entries(ENGINES).flatMap(([engine, { variants }]): Face[] =>
    variants.length === 0
      ? [{ engine, variant: undefined }]
      : variants.map((variant) => ({ engine, variant }))
  );
}

/** Returns the path of an engine's metrics; undefined where it has none. */
export function metricsPath(engine: string, variant: string | undefined): string | undefined {
  if (["ollama", "lmstudio", "openai"].includes(engine)) return undefined;
  if (variant === "router") return "/metrics?model=example/model-a&autoload=false";
  if (engine === "nim" && variant !== "root_metrics") return "/v1/metrics";
  return { litellm: "/metrics/", trtllm: "/prometheus/metrics" }[engine] ?? "/metrics";
}

/** A request for a chat in the words of OpenAI's API. */
export function makeChat(more: Readonly<Record<string, unknown>> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "example/model-a",
      messages: [{ role: "user", content: "Say hello to everybody, please." }],
      ...more,
    }),
  };
}
