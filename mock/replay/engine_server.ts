import { isRecord } from "../../runtime/contract/record.ts";
import type { EngineAnswer } from "../../runtime/cli/bundle/bundle.ts";

const VERSION = /^\/v[\d.]+(?=\/)/;

/** A container engine of the bundle that listens here. */
export interface EngineServer {
  close(): Promise<void>;
}

/** Answers on a socket as the container engine of the bundle did. */
export function startEngineServer(
  answers: readonly EngineAnswer[],
  socketPath: string,
): EngineServer {
  const byPath = new Map(answers.map((answer) => [answer.path, answer]));
  const { document } = byPath.get("/version") ?? {};
  const version = isRecord(document) ? String(document.ApiVersion ?? "") : "";
  const headers = /^[\d.]{1,10}$/.test(version) ? { "api-version": version } : {};
  const ending = new AbortController();
  const server = Deno.serve(
    { path: socketPath, signal: ending.signal, onListen: () => {} },
    ({ url }) => {
      const { pathname, search } = new URL(url);
      const path = pathname.replace(VERSION, "");
      if (path === "/_ping") return new Response("OK", { headers });
      const answer = byPath.get(path + search);
      if (!answer) return Response.json({ message: "page not found" }, { status: 404 });
      return Response.json(answer.document ?? null, { status: answer.status, headers });
    },
  );
  return {
    close: async () => {
      ending.abort();
      await server.finished;
    },
  };
}
