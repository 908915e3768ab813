import { addModelList } from "../../chat/model_list.ts";
import { vllmUnknownModel } from "../../chat/errors.ts";
import { addChat } from "../../chat/openai.ts";
import type { EngineSpeech } from "../../engine.ts";
import { PYTHON_PROCESS } from "../../exposition/process.ts";
import type { ExpositionTable, Row } from "../../exposition/table.ts";
import { PYTHON, RUST_OPENMETRICS } from "../../exposition/write.ts";
import { createApp, FASTAPI, tellMetrics } from "../../http/app.ts";
import { guard } from "../../http/guard.ts";
import { VLLM_CHAT } from "./chat.ts";
import { HTTP_ROWS, HTTP_TIMES } from "./http_rows.ts";
import { RUST_ROWS, V1_ROWS } from "./rows.ts";
import { V0_ROWS } from "./rows_v0.ts";

const GUARDED = /^\/(?:v1|v2|inference|cohere)(?:\/|$)/;

/** With --disable-log-stats nothing of the engine is told, but the process still is. */
function rowsOf(variant: string | undefined, hasMetrics: boolean): readonly Row[] {
  if (variant === "rust") return [...hasMetrics ? RUST_ROWS : [], ...HTTP_ROWS];
  const own = variant === "v0" ? V0_ROWS : V1_ROWS;
  return [...PYTHON_PROCESS, ...hasMetrics ? own : [], ...HTTP_ROWS, ...HTTP_TIMES];
}

/** vLLM: V1 with its Python front end; `rust` is the other front end, `v0` the names before V1. */
export const vllm: EngineSpeech = {
  variants: ["v1", "rust", "v0"],
  table: (_view, { variant, hasMetrics = true }): ExpositionTable => ({
    rows: rowsOf(variant, hasMetrics),
    labels: ({ name }) =>
      variant === "v0" ? { model_name: name } : { model_name: name, engine: "0" },
  }),
  app: (world) => {
    const { variant } = world.options;
    const app = createApp(
      world,
      variant === "rust" ? { notFound: (context) => context.body(null, 404) } : FASTAPI,
    );
    app.use(guard(world, {
      isGuarded: (path) => GUARDED.test(path),
      refuse: (context) => context.json({ error: "Unauthorized" }, 401),
    }));
    app.get("/health", (context) => context.body(null, 200));
    app.on(["GET", "POST"], "/ping", (context) => context.body(null, 200));
    app.get("/version", (context) => context.json({ version: world.view.version }));
    // It stays 0 unless its operator turns its tracking on.
    app.get("/load", (context) => context.json({ server_load: 0 }));
    app.get(
      "/metrics",
      (context) => tellMetrics(world, context, variant === "rust" ? RUST_OPENMETRICS : PYTHON),
    );
    addModelList(app, world, {
      card: ({ name, contextTokens }) => ({
        owned_by: "vllm",
        root: name,
        parent: null,
        max_model_len: contextTokens,
        permission: [],
      }),
      unknown: vllmUnknownModel,
    });
    const fingerprint = `vllm-${world.view.version}-tp1-1a2b3c4d`;
    addChat(app, world, { ...VLLM_CHAT, chunk: { system_fingerprint: fingerprint } });
    return app;
  },
};
