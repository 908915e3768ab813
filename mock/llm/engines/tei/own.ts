import type { Context } from "hono";
import { computes } from "../../chat/computes.ts";
import type { OwnPage } from "../../pages/page_request.ts";
import type { ServerContext } from "../../server_context.ts";

const DIMENSIONS = 384;
const MAX_BATCH = 32;
const TIMEOUT_MS = 30_000;

/** Returns the pages of embeddings, in TEI's own words and in those of OpenAI's API. */
export function teiPages(server: ServerContext): Readonly<Record<string, OwnPage>> {
  return {
    embed: async (context, { inputs }) => await embed(server, context, inputs),
    embeddings: async (context, { input }) => {
      const vectors = await embed(server, context, input);
      return vectors instanceof Response ? vectors : {
        object: "list",
        data: vectors.map((embedding, index) => ({ object: "embedding", embedding, index })),
        model: server.model.name,
        usage: { prompt_tokens: vectors.length, total_tokens: vectors.length },
      };
    },
  };
}

async function embed(
  server: ServerContext,
  context: Context,
  input: unknown,
): Promise<number[][] | Response> {
  const texts = [input].flat().filter((text) => typeof text === "string");
  const fail = (status: 413 | 422 | 424 | 429, error: string, type: string) =>
    context.json({ error, error_type: type }, status);
  if (texts.length === 0) return fail(422, "`inputs` cannot be empty", "Validation");
  if (texts.length > MAX_BATCH) {
    return fail(413, "batch size > maximum allowed batch", "Validation");
  }
  if (server.isFull(server.view.maxConcurrentRequests)) {
    return fail(429, "Model is overloaded", "Overloaded");
  }
  server.noteCostly(context);
  const all = await Promise.all(texts.map(() => computes(server, server.model, TIMEOUT_MS)));
  return all.includes(false) ? fail(424, "Inference failed", "Backend") : texts.map(makeVector);
}

/** Returns a vector of length 1 that depends on the text alone. */
function makeVector(text: string): number[] {
  const angle = [...text].reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997,
    1,
  );
  const scale = Math.sqrt(2 / DIMENSIONS);
  return Array.from({ length: DIMENSIONS }, (_, index) => Math.sin(angle + index) * scale);
}
