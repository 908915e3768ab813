import { vllmUnknownModel } from "../chat/errors.ts";
import { addModelList } from "../chat/model_list.ts";
import { addChat } from "../chat/openai.ts";
import type { EngineSpeech } from "../engine.ts";
import { upToContext } from "../exposition/bounds.ts";
import {
  DURATION,
  FIRST_TOKEN,
  GENERATION_TOKENS,
  INTERVAL,
  PROMPT_TOKENS,
} from "../exposition/observed.ts";
import { PYTHON_PROCESS } from "../exposition/process.ts";
import { byLabel, counter, gauge, histogram, onFirstUse } from "../exposition/table.ts";
import type { Row } from "../exposition/table.ts";
import { PYTHON } from "../exposition/write.ts";
import { createApp, FASTAPI, tellMetrics } from "../http/app.ts";
import { VLLM_CHAT } from "./vllm/chat.ts";
import { FIRST_TOKEN_SECONDS, TOKEN_SECONDS } from "./vllm/rows_v0.ts";

const REQUEST_SECONDS = [1, 2.5, 5, 10, 15, 20, 30, 40, 50, 60];

const ROWS: readonly Row[] = [
  gauge(
    "num_requests_running",
    "Number of requests currently running on GPU.",
    ({ snapshot }) => snapshot.runningRequests,
  ),
  gauge(
    "num_requests_waiting",
    "Number of requests waiting to be processed.",
    ({ snapshot }) => snapshot.waitingRequests,
  ),
  gauge(
    "num_request_max",
    "Max number of concurrently running requests.",
    ({ view }) => view.maxConcurrentRequests,
  ),
  gauge(
    "gpu_cache_usage_perc",
    "GPU KV-cache usage. 1 means 100 percent usage.",
    ({ snapshot }) => snapshot.kvUsageRatio,
  ),
  counter(
    "prompt_tokens_total",
    "Number of prefill tokens processed.",
    ({ snapshot }) => snapshot.promptTokensTotal,
  ),
  counter(
    "generation_tokens_total",
    "Number of generation tokens processed.",
    ({ snapshot }) => snapshot.generationTokensTotal,
  ),
  histogram(
    "time_to_first_token_seconds",
    "Histogram of time to first token in seconds.",
    FIRST_TOKEN_SECONDS,
    FIRST_TOKEN,
  ),
  histogram(
    "time_per_output_token_seconds",
    "Histogram of time per output token in seconds.",
    TOKEN_SECONDS,
    INTERVAL,
  ),
  histogram(
    "e2e_request_latency_seconds",
    "Histogram of end to end request latency in seconds.",
    REQUEST_SECONDS,
    DURATION,
  ),
  histogram(
    "request_prompt_tokens",
    "Number of prefill tokens processed.",
    upToContext,
    PROMPT_TOKENS,
  ),
  histogram(
    "request_generation_tokens",
    "Number of generation tokens processed.",
    upToContext,
    GENERATION_TOKENS,
  ),
  counter(
    "request_finish_total",
    "Count of finished requests, differentiated by finished reason as label.",
    ({ snapshot: { finishedTotal: { stop, length, abort } } }) =>
      onFirstUse(byLabel("finished_reason", { stop, length, abort })),
  ),
  counter(
    "request_success_total",
    "Count of successful requests.",
    ({ snapshot: { finishedTotal: { stop, length } } }) => stop + length,
  ),
  counter(
    "request_failure_total",
    "Count of failed requests.",
    ({ snapshot }) => snapshot.finishedTotal.error,
  ),
];

/** NVIDIA NIM: vLLM's names without their prefix; `root_metrics` has them where releases before had. */
export const nim: EngineSpeech = {
  variants: ["v1_metrics", "root_metrics"],
  table: () => ({
    rows: [...PYTHON_PROCESS, ...ROWS],
    labels: ({ name }) => ({ model_name: name }),
  }),
  app: (world) => {
    const app = createApp(world, FASTAPI);
    app.get(
      "/v1/health/live",
      (context) =>
        context.json({ object: "health.response", message: "Service is live.", status: "live" }),
    );
    app.get("/v1/health/ready", (context) =>
      world.model.isLoaded
        ? context.json({
          object: "health.response",
          message: "Service is ready.",
          status: "ready",
        })
        : context.json({ object: "health.response", message: "Service is not ready." }, 503));
    app.get(
      "/v1/version",
      (context) => context.json({ release: world.view.version, api: "1.0.0" }),
    );
    app.get("/v1/metadata", (context) =>
      context.json({
        version: world.view.version,
        modelInfo: world.view.models().map(({ name }) => ({ shortName: name, modelUrl: "" })),
      }));
    const path = world.options.variant === "root_metrics" ? "/metrics" : "/v1/metrics";
    app.get(path, (context) => tellMetrics(world, context, PYTHON));
    addModelList(app, world, {
      card: ({ name, contextTokens }) => ({
        owned_by: "system",
        root: name,
        parent: null,
        max_model_len: contextTokens,
      }),
      unknown: vllmUnknownModel,
    });
    addChat(app, world, { ...VLLM_CHAT, reasoningKey: "reasoning_content" });
    return app;
  },
};
