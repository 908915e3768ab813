import type { EngineEmulator } from "../../emulator.ts";
import { PYTHON_PROCESS } from "../../exposition/python_process.ts";
import type { Row } from "../../exposition/table.ts";
import { PYTHON, RUST_OPENMETRICS } from "../../exposition/write.ts";
import { buildApp, FASTAPI } from "../../http/build_app.ts";
import { VLLM_CHAT, vllmCard } from "./chat.ts";
import { HTTP_ROWS, RUST_ROWS, V0_ROWS, V1_ROWS } from "./metrics.ts";

/** With --disable-log-stats nothing of the engine is shown, but the process still is. */
function rowsOf(variant: string | undefined, hasMetrics: boolean): readonly Row[] {
  if (variant === "rust") {
    return [...hasMetrics ? RUST_ROWS : [], ...HTTP_ROWS.filter(({ type }) => type === "counter")];
  }
  const own = variant === "v0" ? V0_ROWS : V1_ROWS;
  return [...PYTHON_PROCESS, ...hasMetrics ? own : [], ...HTTP_ROWS];
}

/** vLLM: V1 with its Python front end; `rust` is the other front end, `v0` the names before V1. */
export const vllm: EngineEmulator = {
  variants: ["v1", "rust", "v0"],
  metrics: (_view, { variant, hasMetrics = true }) => ({
    rows: rowsOf(variant, hasMetrics),
    labels: ({ name }) => ({ model_name: name, ...variant !== "v0" && { engine: "0" } }),
  }),
  app: (server) => {
    const { view: { version }, options: { variant } } = server;
    return buildApp(server, {
      ...variant === "rust" ? { notFound: () => 404 } : FASTAPI,
      guard: {
        isGuarded: ({ path }) => /^\/(?:v1|v2|inference|cohere)(?:\/|$)/.test(path),
        refuse: (context) => context.json({ error: "Unauthorized" }, 401),
      },
      pages: {
        "/health": () => 200,
        "/ping": () => 200,
        "POST /ping": () => 200,
        "/version": () => ({ version }),
        // It stays 0 unless its operator turns its tracking on.
        "/load": () => ({ server_load: 0 }),
      },
      metrics: {
        path: "/metrics",
        dialect: variant === "rust" ? RUST_OPENMETRICS : PYTHON,
        isAlways: true,
      },
      models: { card: (model) => ({ ...vllmCard("vllm")(model), permission: [] }), hasPages: true },
      chats: [{ ...VLLM_CHAT, chunk: { system_fingerprint: `vllm-${version}-tp1-1a2b3c4d` } }],
    });
  },
};
