import type { Context } from "hono";
import { computes } from "../../chat/computes.ts";
import { readFields } from "../../chat/prompt.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { RUST_METRICS } from "../../exposition/write.ts";
import { at, buildApp } from "../../http/build_app.ts";
import type { ServerContext } from "../../server_context.ts";
import { TEI_ROWS } from "./metrics.ts";

const DIMENSIONS = 384;
const MAX_BATCH = 32;
const TIMEOUT_MS = 30_000;
const OPEN = ["/", "/health", "/ping", "/metrics"];

/** Text Embeddings Inference: an embedding is a request for one token here. */
export const tei: EngineEmulator = {
  variants: [],
  metrics: () => ({ rows: TEI_ROWS, labels: () => ({}) }),
  app: (server) =>
    buildApp(server, {
      notFound: () => 404,
      // Unlike TGI it keeps /info behind the key.
      guard: { isGuarded: ({ path }) => !OPEN.includes(path), refuse: () => 401 },
      pages: {
        ...at(["/health", "/", "/ping"], (context) =>
          server.model.isLoaded
            ? 200
            : context.json({ error: "unhealthy", error_type: "unhealthy" }, 503)),
        "/info": () =>
          infoOf(server),
        "POST /embed": async (context) => {
          const inputs = (await readFields(context.req.raw))?.inputs;
          return await embed(server, context, {
            input: inputs,
            shape: (vectors) =>
              vectors,
          });
        },
        "POST /v1/embeddings": async (context) => {
          const input = (await readFields(context.req.raw))?.input;
          return await embed(server, context, {
            input,
            shape: (vectors) => ({
              object: "list",
              data: vectors.map((embedding, index) => ({ object: "embedding", embedding, index })),
              model: server.model.name,
              usage: { prompt_tokens: vectors.length, total_tokens: vectors.length },
            }),
          });
        },
      },
      metrics: { path: "/metrics", dialect: RUST_METRICS, isAlways: true },
      models: { card: () => ({ owned_by: "text-embeddings-inference" }) },
    }),
};

async function embed(
  server: ServerContext,
  context: Context,
  { input, shape }: {
    readonly input: unknown;
    readonly shape: (vectors: number[][]) => object;
  },
): Promise<object> {
  const texts = [input].flat().filter((text) => typeof text === "string");
  const failure = (status: 413 | 422 | 424 | 429, error: string, type: string) =>
    context.json({ error, error_type: type }, status);
  if (texts.length === 0) return failure(422, "`inputs` cannot be empty", "Validation");
  if (texts.length > MAX_BATCH) {
    return failure(413, "batch size > maximum allowed batch", "Validation");
  }
  if (server.isFull(server.view.maxConcurrentRequests)) {
    return failure(429, "Model is overloaded", "Overloaded");
  }
  server.noteCostly(context);
  const all = await Promise.all(texts.map(() => computes(server, server.model, TIMEOUT_MS)));
  if (all.includes(false)) return failure(424, "Inference failed", "Backend");
  return shape(texts.map(vectorOf));
}

function infoOf({ model, view }: ServerContext) {
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
    max_client_batch_size: MAX_BATCH,
    auto_truncate: false,
    tokenization_workers: 4,
    version: view.version,
    sha: "null",
    docker_label: "sha-0000000",
  };
}

/** Returns a vector of length 1 that depends on the text alone. */
function vectorOf(text: string): number[] {
  const angle = [...text].reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997,
    1,
  );
  const scale = Math.sqrt(2 / DIMENSIONS);
  return Array.from({ length: DIMENSIONS }, (_, index) => Math.sin(angle + index) * scale);
}
