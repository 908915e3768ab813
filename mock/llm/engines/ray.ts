import { vllmUnknownModel } from "../chat/errors.ts";
import { addModelList } from "../chat/model_list.ts";
import { addChat } from "../chat/openai.ts";
import type { EngineSpeech } from "../engine.ts";
import { counter, onFirstUse, withOwnLabels } from "../exposition/table.ts";
import type { Row } from "../exposition/table.ts";
import { PYTHON } from "../exposition/write.ts";
import { createApp, FASTAPI, tellMetrics } from "../http/app.ts";
import { VLLM_CHAT } from "./vllm/chat.ts";
import { V1_ROWS } from "./vllm/rows.ts";

/** Labels of the cluster, which every family has. */
const CLUSTER = {
  Component: "core_worker",
  NodeAddress: "10.0.0.4",
  SessionName: "session_2026-11-24_10-00-00_000000_1",
  Version: "2.51.1",
  WorkerId: "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607182930000",
  ReplicaId: "k3x9v2aq",
};

/** Ray puts its own name in front, and in newer releases an underscore in the place of the colon. */
function rowsOf(hasColons: boolean): readonly Row[] {
  const own = V1_ROWS.map((row) => ({
    ...row,
    name: `ray_${hasColons ? row.name : row.name.replace(":", "_")}`,
  }));
  const requests = counter(
    "ray_serve_num_http_requests_total",
    "The number of HTTP requests processed.",
    ({ sums: { requests, finished } }) => {
      const labels = { ...CLUSTER, route: "/", method: "POST", application: "default" };
      return onFirstUse([
        { labels: { ...labels, status_code: "200" }, value: requests - finished.error },
        { labels: { ...labels, status_code: "500" }, value: finished.error },
      ]);
    },
  );
  return [...own, withOwnLabels(requests)];
}

/** Ray Serve LLM: vLLM's engine, told by the metrics agent of each node. */
export const ray: EngineSpeech = {
  variants: ["underscores", "colons"],
  table: (_view, { variant }) => ({
    rows: rowsOf(variant === "colons"),
    labels: ({ name }) => ({ model_name: name, engine: "0", ...CLUSTER }),
  }),
  metrics: {
    portAbove: 80,
    app: (world) => {
      const app = createApp(world, { notFound: (context) => context.text("404: Not Found", 404) });
      if (world.hasMetrics) app.get("/metrics", (context) => tellMetrics(world, context, PYTHON));
      return app;
    },
  },
  app: (world) => {
    const app = createApp(world, FASTAPI);
    app.get("/-/healthz", (context) => context.text("success"));
    app.get("/-/routes", (context) => context.json({ "/": "default" }));
    addModelList(app, world, {
      card: ({ name, contextTokens }) => ({
        owned_by: "organization-owner",
        root: name,
        parent: null,
        metadata: { engine_config: { model_id: name, max_request_context_length: contextTokens } },
      }),
      unknown: vllmUnknownModel,
    });
    addChat(app, world, VLLM_CHAT);
    return app;
  },
};
