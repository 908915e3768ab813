import type { EngineEmulator } from "../../emulator.ts";
import { PYTHON_PROCESS } from "../../exposition/python_process.ts";
import { readTable } from "../../exposition/read_table.ts";
import { PYTHON } from "../../exposition/write.ts";
import { buildApp, FASTAPI } from "../../http/build_app.ts";
import { VLLM_CHAT, vllmCard } from "../vllm/chat.ts";
import text from "./metrics.csv" with { type: "text" };

const ROWS = readTable(text, "nim/metrics.csv");

/** NVIDIA NIM: vLLM's names without their prefix; `root_metrics` has them where releases before had. */
export const nim: EngineEmulator = {
  variants: ["v1_metrics", "root_metrics"],
  metrics: () => ({
    rows: [...PYTHON_PROCESS, ...ROWS],
    labels: ({ name }) => ({ model_name: name }),
  }),
  app: (server) => {
    const { view, options } = server;
    const health = { object: "health.response" };
    return buildApp(server, {
      ...FASTAPI,
      pages: {
        "/v1/health/live": () => ({ ...health, message: "Service is live.", status: "live" }),
        "/v1/health/ready": (context) =>
          server.model.isLoaded
            ? { ...health, message: "Service is ready.", status: "ready" }
            : context.json({ ...health, message: "Service is not ready." }, 503),
        "/v1/version": () => ({ release: view.version, api: "1.0.0" }),
        "/v1/metadata": () => ({
          version: view.version,
          modelInfo: view.models().map(({ name }) => ({ shortName: name, modelUrl: "" })),
        }),
      },
      metrics: {
        path: options.variant === "root_metrics" ? "/metrics" : "/v1/metrics",
        dialect: PYTHON,
        isAlways: true,
      },
      models: { card: vllmCard("system"), hasPages: true },
      chats: [{ ...VLLM_CHAT, reasoningKey: "reasoning_content" }],
    });
  },
};
