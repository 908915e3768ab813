import type { Context } from "hono";
import { Generation } from "../../chat/generation.ts";
import { countTokens, isFields, positive, readFields } from "../../chat/prompt.ts";
import { bodyOf, event } from "../../chat/stream.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { CPP } from "../../exposition/write.ts";
import { at, buildApp } from "../../http/build_app.ts";
import type { ServerContext } from "../../server_context.ts";
import { tritonRows } from "./metrics.ts";

/** Models of the repository: a chain around TensorRT-LLM, or vLLM alone. */
function repositoryOf(variant: string | undefined): readonly string[] {
  if (variant === "vllm") return ["vllm_model"];
  return ["ensemble", "preprocessing", "tensorrt_llm", "postprocessing"];
}

const notFound = () => 404;

/** Triton, whose metrics have a port of their own. */
export const triton: EngineEmulator = {
  variants: ["trtllm", "trtllm_histograms", "vllm"],
  metrics: (_view, { variant }) => ({
    rows: tritonRows(variant),
    labels: () => ({ model: variant === "vllm" ? "vllm_model" : "tensorrt_llm", version: "1" }),
  }),
  metricsListener: {
    portAbove: 2,
    app: (server) => buildApp(server, { notFound, metrics: { path: "/metrics", dialect: CPP } }),
  },
  app: (server) => {
    const names = repositoryOf(server.options.variant);
    // It answers 400 where it is not ready.
    const ready = (isReady: boolean) => isReady ? 200 : 400;
    return buildApp(server, {
      notFound,
      pages: {
        "/v2": () => ({
          name: "triton",
          version: server.view.version,
          extensions: ["classification", "sequence", "model_repository", "statistics", "trace"],
        }),
        "/v2/health/live": () => 200,
        "/v2/health/ready": () => ready(server.model.isLoaded),
        "/v2/models/:name/ready": ({ req }) =>
          ready(names.includes(req.param("name") ?? "") && server.model.isLoaded),
        "POST /v2/repository/index": () =>
          names.map((name) => ({ name, version: "1", state: "READY" })),
        ...at(
          ["POST /v2/models/:name/generate", "POST /v2/models/:name/generate_stream"],
          (context) => generate(server, context, names),
        ),
      },
    });
  },
};

async function generate(
  server: ServerContext,
  context: Context,
  names: readonly string[],
): Promise<Response> {
  const name = context.req.param("name") ?? "";
  if (!names.includes(name)) {
    return context.json({ error: `Request for unknown model: '${name}' is not found` }, 404);
  }
  const fields = await readFields(context.req.raw);
  const input = fields?.text_input;
  if (typeof input !== "string") {
    return context.json({ error: "expected input 'text_input' is missing" }, 400);
  }
  server.noteCostly(context);
  const parameters = isFields(fields?.parameters) ? fields.parameters : {};
  const generation = new Generation(server, {
    model: server.model,
    promptTokens: countTokens([input]),
    maxTokens: positive(fields?.max_tokens) ?? positive(parameters.max_tokens),
  });
  const answerOf = (text: string) => ({ model_name: name, model_version: "1", text_output: text });
  if (context.req.path.endsWith("/generate_stream")) {
    return context.body(bodyOf((signal) => events(generation, answerOf, signal)), 200, {
      "content-type": "text/event-stream; charset=utf-8",
    });
  }
  const answer = await generation.tryWhole();
  return answer
    ? context.json(answerOf(answer.reasoning + answer.content))
    : context.json({ error: "in ensemble 'ensemble', the request was not finished" }, 500);
}

async function* events(
  generation: Generation,
  answerOf: (text: string) => object,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const { text } of generation.tokens(signal)) yield event(answerOf(text));
}
