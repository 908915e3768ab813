import type { EngineEmulator } from "../../emulator.ts";
import { readTable } from "../../exposition/read_table.ts";
import type { Row } from "../../exposition/table.ts";
import { PYTHON } from "../../exposition/write.ts";
import { buildApp, FASTAPI } from "../../http/build_app.ts";
import { VLLM_CHAT } from "../vllm/chat.ts";
import { V1_ROWS } from "../vllm/metrics.ts";
import text from "./http.csv" with { type: "text" };

/** Labels of the cluster, which every family has. */
const CLUSTER = {
  Component: "core_worker",
  NodeAddress: "10.0.0.4",
  SessionName: "session_2026-11-24_10-00-00_000000_1",
  Version: "2.51.1",
  WorkerId: "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607182930000",
  ReplicaId: "k3x9v2aq",
};
const HTTP_ROWS = readTable(text, "ray/http.csv", { labels: { cluster: CLUSTER } });

/** Ray puts its own name in front, and in newer releases an underscore in the place of the colon. */
function rowsOf(hasColons: boolean): readonly Row[] {
  const own = V1_ROWS.map((row) => ({
    ...row,
    name: `ray_${hasColons ? row.name : row.name.replace(":", "_")}`,
  }));
  return [...own, ...HTTP_ROWS];
}

/** Ray Serve LLM: vLLM's engine, whose metrics come from the metrics agent of each node. */
export const ray: EngineEmulator = {
  variants: ["underscores", "colons"],
  metrics: (_view, { variant }) => ({
    rows: rowsOf(variant === "colons"),
    labels: ({ name }) => ({ model_name: name, engine: "0", ...CLUSTER }),
  }),
  metricsListener: {
    portAbove: 80,
    app: (server) =>
      buildApp(server, {
        notFound: (context) => context.text("404: Not Found", 404),
        metrics: { path: "/metrics", dialect: PYTHON },
      }),
  },
  app: (server) =>
    buildApp(server, {
      ...FASTAPI,
      pages: {
        "/-/healthz": () => "success",
        "/-/routes": () => ({ "/": "default" }),
      },
      models: {
        card: ({ name, contextTokens }) => ({
          owned_by: "organization-owner",
          root: name,
          parent: null,
          metadata: {
            engine_config: { model_id: name, max_request_context_length: contextTokens },
          },
        }),
        hasPages: true,
      },
      chats: [VLLM_CHAT],
    }),
};
