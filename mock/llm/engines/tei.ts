import type { Context } from "hono";
import { computes } from "../chat/computes.ts";
import { addModelList } from "../chat/model_list.ts";
import { readFields } from "../chat/prompt.ts";
import type { EngineSpeech } from "../engine.ts";
import { geometric } from "../exposition/bounds.ts";
import { completed, DURATION, INFERENCE, PROMPT_TOKENS, QUEUE } from "../exposition/observed.ts";
import { byLabel, counter, gauge, histogram, onFirstUse } from "../exposition/table.ts";
import type { ModelSums } from "../exposition/sums.ts";
import type { Row } from "../exposition/table.ts";
import { RUST_METRICS } from "../exposition/write.ts";
import { createApp, tellMetrics } from "../http/app.ts";
import { guard } from "../http/guard.ts";
import type { World } from "../world.ts";

const SECONDS = geometric(0.000_01 * 1.5, 1.5, 35);
const DIMENSIONS = 384;
const TIMEOUT_MS = 30_000;
const OPEN = ["/", "/health", "/ping", "/metrics"];

const done = ({ finished }: ModelSums) => finished.stop + finished.length;
const tokenization = completed(({ promptTokens }) => 0.000_1 + promptTokens * 5e-7);

const ROWS: readonly Row[] = [
  counter(
    "te_request_count",
    "Total number of requests",
    ({ sums }) => onFirstUse(byLabel("method", { single: sums.requests })),
  ),
  counter(
    "te_request_success",
    "Number of successful requests",
    ({ sums }) => onFirstUse(byLabel("method", { single: done(sums) })),
  ),
  counter(
    "te_request_failure",
    "Number of failed requests",
    ({ sums }) => onFirstUse(byLabel("err", { inference: sums.finished.error })),
  ),
  counter(
    "te_embed_count",
    "Total number of embedding requests",
    ({ sums }) => onFirstUse([{ labels: {}, value: sums.requests }]),
  ),
  counter(
    "te_embed_success",
    "Number of successful embedding requests",
    ({ sums }) => onFirstUse([{ labels: {}, value: done(sums) }]),
  ),
  gauge(
    "te_queue_size",
    "Current number of requests in the queue",
    ({ snapshot }) => snapshot.waitingRequests,
  ),
  histogram("te_request_duration", "Request duration", SECONDS, DURATION),
  histogram("te_request_tokenization_duration", "Tokenization duration", SECONDS, tokenization),
  histogram("te_request_queue_duration", "Time spent in queue", SECONDS, QUEUE),
  histogram("te_request_inference_duration", "Inference duration", SECONDS, INFERENCE),
  histogram("te_embed_duration", "Embedding duration", SECONDS, DURATION),
  histogram("te_embed_tokenization_duration", "Tokenization duration", SECONDS, tokenization),
  histogram("te_embed_queue_duration", "Time spent in queue", SECONDS, QUEUE),
  histogram("te_embed_inference_duration", "Inference duration", SECONDS, INFERENCE),
  histogram("te_request_input_length", "Input token length", geometric(1, 2, 15), PROMPT_TOKENS),
  histogram("te_batch_next_size", "Batch size", geometric(1, 2, 13), completed(() => 1)),
  histogram("te_batch_next_tokens", "Tokens of a batch", geometric(1, 2, 21), PROMPT_TOKENS),
];

/** Text Embeddings Inference: an embedding is a request for one token here. */
export const tei: EngineSpeech = {
  variants: [],
  table: () => ({ rows: ROWS, labels: () => ({}), isLazy: true }),
  app: (world) => {
    const { view } = world;
    const app = createApp(world, { notFound: (context) => context.body(null, 404) });
    // Unlike TGI it keeps /info behind the key.
    app.use(guard(world, {
      isGuarded: (path) => !OPEN.includes(path),
      refuse: (context) => context.body(null, 401),
    }));
    for (const path of ["/health", "/", "/ping"]) {
      app.get(
        path,
        (context) =>
          world.model.isLoaded
            ? context.body(null, 200)
            : context.json({ error: "unhealthy", error_type: "unhealthy" }, 503),
      );
    }
    app.get("/info", (context) => context.json(infoOf(world)));
    app.get("/metrics", (context) => tellMetrics(world, context, RUST_METRICS));
    addModelList(app, world, { card: () => ({ owned_by: "text-embeddings-inference" }) });
    app.post("/embed", async (context) => {
      const inputs = (await readFields(context.req.raw))?.inputs;
      return await embed(world, context, inputs, (vectors) => vectors);
    });
    app.post("/v1/embeddings", async (context) => {
      const input = (await readFields(context.req.raw))?.input;
      return await embed(world, context, input, (vectors) => ({
        object: "list",
        data: vectors.map((embedding, index) => ({ object: "embedding", embedding, index })),
        model: world.model.name,
        usage: { prompt_tokens: vectors.length, total_tokens: vectors.length },
      }));
    });
    return app;

    async function embed(
      { model }: World,
      context: Context,
      input: unknown,
      shape: (vectors: number[][]) => object,
    ): Promise<Response> {
      const texts = [input].flat().filter((text) => typeof text === "string");
      const failure = (status: 413 | 422 | 424 | 429, error: string, type: string) =>
        context.json({ error, error_type: type }, status);
      if (texts.length === 0) return failure(422, "`inputs` cannot be empty", "Validation");
      if (texts.length > 32) {
        return failure(413, "batch size > maximum allowed batch", "Validation");
      }
      if (world.isFull(view.maxConcurrentRequests)) {
        return failure(429, "Model is overloaded", "Overloaded");
      }
      world.touch(context);
      const all = await Promise.all(texts.map(() => computes(world, model, TIMEOUT_MS)));
      return all.includes(false)
        ? failure(424, "Inference failed", "Backend")
        : context.json(shape(texts.map(vectorOf)));
    }
  },
};

function infoOf({ model, view }: World) {
  return {
    model_id: model.name,
    model_sha: "0123abc",
    model_dtype: "float16",
    served_model_name: model.name,
    model_type: { embedding: { pooling: "cls" } },
    max_concurrent_requests: view.maxConcurrentRequests,
    max_input_length: model.contextTokens,
    max_batch_tokens: 16_384,
    max_batch_requests: null,
    max_client_batch_size: 32,
    auto_truncate: false,
    tokenization_workers: 4,
    version: view.version,
    sha: "null",
    docker_label: "sha-0000000",
  };
}

/** A vector of length 1 that depends on the text alone. */
function vectorOf(text: string): number[] {
  const angle = [...text].reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997,
    1,
  );
  const scale = Math.sqrt(2 / DIMENSIONS);
  return Array.from({ length: DIMENSIONS }, (_, index) => Math.sin(angle + index) * scale);
}
