import type { Context, Hono } from "hono";
import { BrokenGeneration, Generation } from "../../chat/generation.ts";
import { countTokens, isFields, positive, readFields } from "../../chat/prompt.ts";
import { bodyOf, event } from "../../chat/stream.ts";
import type { EngineSpeech } from "../../engine.ts";
import type { Row } from "../../exposition/table.ts";
import { CPP } from "../../exposition/write.ts";
import { createApp, tellMetrics } from "../../http/app.ts";
import type { World } from "../../world.ts";
import { V0_ROWS } from "../vllm/rows_v0.ts";
import { CORE_ROWS, LATENCY_ROWS, TRTLLM_ROWS } from "./rows.ts";

/** What vLLM's backend keeps of vLLM's families, under Triton's labels. */
const VLLM_KEPT = new Set([
  ...["prompt_tokens_total", "generation_tokens_total", "num_preemptions_total"],
  ...["iteration_tokens_total", "time_to_first_token_seconds", "time_per_output_token_seconds"],
  ...["e2e_request_latency_seconds", "request_queue_time_seconds"],
  ...["request_inference_time_seconds", "request_prefill_time_seconds"],
  ...["request_decode_time_seconds", "request_prompt_tokens", "request_generation_tokens"],
  ...["request_params_n", "num_requests_running", "num_requests_waiting", "gpu_cache_usage_perc"],
].map((name) => `vllm:${name}`));

/** Models of the repository: a chain around TensorRT-LLM, or vLLM alone. */
const REPOSITORY = {
  trtllm: ["ensemble", "preprocessing", "tensorrt_llm", "postprocessing"],
  vllm: ["vllm_model"],
} as const;

function backendOf(variant: string | undefined): keyof typeof REPOSITORY {
  return variant === "vllm" ? "vllm" : "trtllm";
}

function rowsOf(variant: string | undefined): readonly Row[] {
  if (variant === "vllm") {
    return [...V0_ROWS.filter(({ name }) => VLLM_KEPT.has(name)), ...CORE_ROWS];
  }
  const latencies = variant === "trtllm_histograms" ? LATENCY_ROWS : [];
  return [...TRTLLM_ROWS, ...CORE_ROWS, ...latencies];
}

const nothing = { notFound: (context: Context) => context.body(null, 404) };

/** Triton, whose metrics have a port of their own. */
export const triton: EngineSpeech = {
  variants: ["trtllm", "trtllm_histograms", "vllm"],
  table: (_view, { variant }) => ({
    rows: rowsOf(variant),
    labels: () => ({
      model: backendOf(variant) === "vllm" ? "vllm_model" : "tensorrt_llm",
      version: "1",
    }),
  }),
  metrics: {
    portAbove: 2,
    app: (world) => {
      const app = createApp(world, nothing);
      if (world.hasMetrics) app.get("/metrics", (context) => tellMetrics(world, context, CPP));
      return app;
    },
  },
  app: (world) => {
    const app = createApp(world, nothing);
    const names: readonly string[] = REPOSITORY[backendOf(world.options.variant)];
    app.get("/v2", (context) =>
      context.json({
        name: "triton",
        version: world.view.version,
        extensions: ["classification", "sequence", "model_repository", "statistics", "trace"],
      }));
    app.get("/v2/health/live", (context) => context.body(null, 200));
    // It answers 400 where it is not ready.
    const ready = (isReady: boolean) => (isReady ? 200 : 400);
    app.get("/v2/health/ready", (context) => context.body(null, ready(world.model.isLoaded)));
    app.get(
      "/v2/models/:name/ready",
      (context) =>
        context.body(
          null,
          ready(names.includes(context.req.param("name")) && world.model.isLoaded),
        ),
    );
    app.post(
      "/v2/repository/index",
      (context) => context.json(names.map((name) => ({ name, version: "1", state: "READY" }))),
    );
    addGenerate(app, world, names);
    return app;
  },
};

function addGenerate(app: Hono, world: World, names: readonly string[]): void {
  for (const way of ["generate", "generate_stream"] as const) {
    app.post(`/v2/models/:name/${way}`, async (context) => {
      const name = context.req.param("name");
      if (!names.includes(name)) {
        return context.json({ error: `Request for unknown model: '${name}' is not found` }, 404);
      }
      const fields = await readFields(context.req.raw);
      const input = fields?.text_input;
      if (typeof input !== "string") {
        return context.json({ error: "expected input 'text_input' is missing" }, 400);
      }
      world.touch(context);
      const parameters = isFields(fields?.parameters) ? fields.parameters : {};
      const generation = new Generation(world, {
        model: world.model,
        promptTokens: countTokens([input]),
        maxTokens: positive(fields?.max_tokens) ?? positive(parameters.max_tokens),
      });
      const answerOf = (text: string) => ({
        model_name: name,
        model_version: "1",
        text_output: text,
      });
      if (way === "generate_stream") {
        return context.body(bodyOf((signal) => events(generation, answerOf, signal)), 200, {
          "content-type": "text/event-stream; charset=utf-8",
        });
      }
      try {
        const { content, reasoning } = await generation.whole(new AbortController().signal);
        return context.json(answerOf(reasoning + content));
      } catch (error) {
        if (!(error instanceof BrokenGeneration)) throw error;
        return context.json({ error: "in ensemble 'ensemble', the request was not finished" }, 500);
      }
    });
  }
}

async function* events(
  generation: Generation,
  answerOf: (text: string) => object,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const { text } of generation.tokens(signal)) yield event(answerOf(text));
}
