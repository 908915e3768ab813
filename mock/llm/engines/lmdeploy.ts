import { addModelList } from "../chat/model_list.ts";
import { openAiError } from "../chat/errors.ts";
import { addChat, COMMON_CHAT } from "../chat/openai.ts";
import type { EngineSpeech } from "../engine.ts";
import {
  FIRST_TOKEN_SECONDS,
  REQUEST_SECONDS,
  STEP_TOKENS,
  upToContext,
} from "../exposition/bounds.ts";
import {
  completed,
  DECODE,
  DURATION,
  FIRST_TOKEN,
  GENERATION_TOKENS,
  INFERENCE,
  INTERVAL,
  PREFILL,
  PROMPT_TOKENS,
  QUEUE,
  STEP,
} from "../exposition/observed.ts";
import { byLabel, counter, gauge, histogram } from "../exposition/table.ts";
import type { Row } from "../exposition/table.ts";
import { PYTHON, PYTHON_OPENMETRICS } from "../exposition/write.ts";
import { createApp, FASTAPI, tellMetrics } from "../http/app.ts";
import { guard } from "../http/guard.ts";
import { wantsOpenMetrics } from "../http/negotiate.ts";

const d = (name: string) => `lmdeploy:${name}`;

const OPEN = /^\/(?:health|docs|redoc|nodes)(?:\/|$)/;
const TOKEN_SECONDS = [
  ...[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  ...[20, 40, 80],
];
const RATIOS = Array.from({ length: 10 }, (_, index) => (index + 1) / 10);

const ROWS: readonly Row[] = [
  gauge(
    d("num_requests_succeeded"),
    "Number of current succeeded requests.",
    ({ sums: { finished } }) => finished.stop + finished.length,
  ),
  gauge(
    d("num_requests_failed"),
    "Number of current failed requests.",
    ({ sums }) => sums.finished.error,
  ),
  gauge(
    d("num_api_requests_routed"),
    "Number of requests routed to request handles.",
    ({ snapshot }) => snapshot.runningRequests + snapshot.waitingRequests,
  ),
  gauge(
    d("num_api_requests_waiting"),
    "Number of requests waiting for free request handles.",
    () => 0,
  ),
  gauge(
    d("num_requests_running"),
    "Number of requests in model execution batches.",
    ({ snapshot }) => snapshot.runningRequests,
  ),
  gauge(
    d("num_requests_waiting"),
    "Number of requests waiting to be processed.",
    ({ snapshot }) => snapshot.waitingRequests,
  ),
  gauge(
    d("gpu_cache_usage_perc"),
    "GPU KV-cache usage. 1 means 100 percent usage.",
    ({ snapshot }) => snapshot.kvUsageRatio,
  ),
  gauge(
    d("prefix_cache_hit_rate"),
    "Prefix cache hit rate.",
    ({ sums }) => sums.promptTokens === 0 ? 0 : sums.cachedTokens / sums.promptTokens,
  ),
  counter(
    d("prompt_tokens_total"),
    "Number of prefill tokens processed.",
    ({ snapshot }) => snapshot.promptTokensTotal,
  ),
  counter(
    d("generation_tokens_total"),
    "Number of generation tokens processed.",
    ({ snapshot }) => snapshot.generationTokensTotal,
  ),
  counter(
    d("cached_tokens_total"),
    "Number of cached prompt tokens.",
    ({ snapshot }) => snapshot.cachedTokensTotal,
  ),
  // Every member of its enumeration is there from the start; SUCCESS is that of what goes on.
  counter(
    d("request_success_total"),
    "Count of successfully processed requests.",
    ({ snapshot: { finishedTotal: { stop, length, abort, error } } }) =>
      byLabel("finished_reason", {
        "ResponseType.SUCCESS": 0,
        "ResponseType.FINISH": stop + length,
        "ResponseType.ENGINE_STOP_ERROR": 0,
        "ResponseType.SESSION_REPEAT": 0,
        "ResponseType.SESSION_NOT_EXIST": 0,
        "ResponseType.HANDLER_NOT_EXIST": 0,
        "ResponseType.INPUT_LENGTH_ERROR": 0,
        "ResponseType.INTERNAL_ENGINE_ERROR": error,
        "ResponseType.CANCEL": abort,
        "ResponseType.PREFIX_CACHE_CONFLICT_INTERACTIVE_MODE": 0,
        "ResponseType.NO_QUEUE": 0,
      }),
  ),
  histogram(
    d("iteration_tokens_total"),
    "Histogram of number of tokens per engine_step.",
    STEP_TOKENS,
    STEP,
  ),
  histogram(
    d("time_to_first_token_seconds"),
    "Histogram of time to first token in seconds.",
    FIRST_TOKEN_SECONDS,
    FIRST_TOKEN,
  ),
  histogram(
    d("time_per_output_token_seconds"),
    "Histogram of time per output token in seconds.",
    TOKEN_SECONDS,
    INTERVAL,
  ),
  histogram(d("iter_token_latency"), "Histogram of inter-token latency", TOKEN_SECONDS, INTERVAL),
  histogram(
    d("e2e_request_latency_seconds"),
    "Histogram of e2e request latency in seconds.",
    REQUEST_SECONDS,
    DURATION,
  ),
  histogram(
    d("request_queue_time_seconds"),
    "Histogram of time spent in WAITING phase for request.",
    REQUEST_SECONDS,
    QUEUE,
  ),
  histogram(
    d("request_inference_time_seconds"),
    "Histogram of time spent in RUNNING phase for request.",
    REQUEST_SECONDS,
    INFERENCE,
  ),
  histogram(
    d("request_prefill_time_seconds"),
    "Histogram of time spent in PREFILL phase for request.",
    REQUEST_SECONDS,
    PREFILL,
  ),
  histogram(
    d("request_decode_time_seconds"),
    "Histogram of time spent in DECODE phase for request.",
    REQUEST_SECONDS,
    DECODE,
  ),
  histogram(d("request_prompt_tokens"), "Number of prompt tokens.", upToContext, PROMPT_TOKENS),
  histogram(
    d("request_generation_tokens"),
    "Number of generation tokens.",
    upToContext,
    GENERATION_TOKENS,
  ),
  histogram(
    d("request_cached_tokens"),
    "Number of cached prompt tokens.",
    upToContext,
    completed(({ cachedTokens }) => cachedTokens),
  ),
  histogram(
    d("request_cache_hit_ratio"),
    "Prefix cache hit ratio of requests.",
    RATIOS,
    completed(({ promptTokens, cachedTokens }) =>
      promptTokens === 0 ? undefined : cachedTokens / promptTokens
    ),
  ),
];

/** LMDeploy: with a key set even its metrics want it. */
export const lmdeploy: EngineSpeech = {
  variants: [],
  table: () => ({ rows: ROWS, labels: ({ name }) => ({ model_name: name, engine: "0" }) }),
  app: (world) => {
    const app = createApp(world, FASTAPI);
    app.use(guard(world, {
      isGuarded: (path) => !OPEN.test(path),
      refuse: (context) => context.json({ error: "Unauthorized" }, 401),
    }));
    app.get(
      "/health",
      (context) =>
        world.model.isLoaded
          ? context.json({ status: "healthy" })
          : context.json({ status: "initializing" }, 503),
    );
    if (world.hasMetrics) {
      app.get(
        "/metrics",
        (context) =>
          tellMetrics(world, context, wantsOpenMetrics(context) ? PYTHON_OPENMETRICS : PYTHON),
      );
    }
    addModelList(app, world, {
      card: ({ name }) => ({ owned_by: "lmdeploy", root: name, parent: null, permission: [] }),
    });
    addChat(app, world, {
      ...COMMON_CHAT,
      unknownModel: (context, name) =>
        context.json({
          message: `The model '${name}' does not exist.`,
          type: "invalid_request_error",
          code: 404,
          param: null,
          object: "error",
        }, 404),
      badRequest: (context, message) =>
        openAiError(context, 400, { message, type: "invalid_request_error" }),
    });
    return app;
  },
};
