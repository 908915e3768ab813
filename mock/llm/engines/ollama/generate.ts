import type { Context } from "hono";
import { computes } from "../../chat/computes.ts";
import { Generation } from "../../chat/generation.ts";
import type { Outcome } from "../../chat/generation.ts";
import { countTokens, isFields, positive, readFields } from "../../chat/prompt.ts";
import { bodyOf, line } from "../../chat/stream.ts";
import type { ServerContext } from "../../server_context.ts";

/** OLLAMA_MAX_QUEUE, which nobody can ask for. */
const MAX_QUEUE = 512;
const LOAD_MS = 60_000;

/** Which of Ollama's two ways of asking. */
type Way = "chat" | "generate";

/** Answers `/api/chat` and `/api/generate`, streamed unless a client wants it whole. */
export async function answer(
  context: Context,
  server: ServerContext,
  way: Way,
): Promise<Response> {
  const fields = await readFields(context.req.raw);
  if (!fields) return context.json({ error: "missing request body" }, 400);
  const name = typeof fields.model === "string" ? fields.model : "";
  const model = server.find(name) ?? server.find(`${name}:latest`);
  if (!model) return context.json({ error: `model '${name}' not found` }, 404);
  if (server.isFull(MAX_QUEUE)) {
    const error = "server busy, please try again.  maximum pending requests exceeded";
    return context.json({ error }, 503);
  }
  const texts = textsOf(way, fields);
  if (texts.length === 0 && fields.keep_alive === 0) {
    return context.json({ error: "Cannot unload a model: the simulation does that itself" }, 501);
  }
  server.noteCostly(context);
  const head = () => ({ model: name, created_at: new Date().toISOString() });
  if (texts.length === 0) {
    // Without a prompt a model is loaded, and nothing more.
    if (!await computes(server, model, LOAD_MS)) {
      return context.json({ error: "llama runner process has terminated" }, 500);
    }
    return context.json({ ...head(), ...emptyOf(way), done: true, done_reason: "load" });
  }
  const options = isFields(fields.options) ? fields.options : {};
  const generation = new Generation(server, {
    model,
    promptTokens: countTokens(texts),
    maxTokens: positive(options.num_predict),
  });
  const isStreamed = fields.stream !== false;
  const parts = isStreamed ? lines : whole;
  return context.body(bodyOf((signal) => parts({ generation, way, head }, signal)), 200, {
    "content-type": isStreamed ? "application/x-ndjson" : "application/json; charset=utf-8",
  });
}

function textsOf(way: Way, { messages, prompt }: Readonly<Record<string, unknown>>): string[] {
  if (way === "generate") return typeof prompt === "string" && prompt !== "" ? [prompt] : [];
  if (!Array.isArray(messages)) return [];
  return messages.map((message) =>
    isFields(message) && typeof message.content === "string" ? message.content : ""
  );
}

interface Streaming {
  readonly generation: Generation;
  readonly way: Way;
  readonly head: () => object;
}

async function* lines(
  { generation, way, head }: Streaming,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const { text, isReasoning } of generation.tokens(signal)) {
    const [content, thinking] = isReasoning ? ["", text] : [text, ""];
    yield line({ ...head(), ...partOf(way, content, thinking), done: false });
  }
  yield line({ ...head(), ...emptyOf(way), ...statsOf(generation.outcome()) });
}

async function* whole(
  { generation, way, head }: Streaming,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { content, reasoning } = await generation.whole(signal);
  yield JSON.stringify({
    ...head(),
    ...partOf(way, content, reasoning),
    ...statsOf(generation.outcome()),
  });
}

function partOf(way: Way, content: string, thinking: string): object {
  const thought = thinking === "" ? {} : { thinking };
  return way === "chat"
    ? { message: { role: "assistant", content, ...thought } }
    : { response: content, ...thought };
}

function emptyOf(way: Way): object {
  return partOf(way, "", "");
}

/** Times in nanoseconds. A count of 0 is left out: a prompt that was all in the cache has none. */
function statsOf(outcome: Outcome): object {
  const ns = (seconds: number) => Math.round(seconds * 1e9);
  const evaluated = outcome.promptTokens - outcome.cachedTokens;
  return {
    done: true,
    done_reason: outcome.finish,
    total_duration: ns(outcome.totalSeconds),
    load_duration: ns(outcome.loadSeconds),
    ...evaluated > 0 && {
      prompt_eval_count: evaluated,
      prompt_eval_duration: ns(outcome.promptSeconds),
    },
    ...outcome.tokens > 0 && {
      eval_count: outcome.tokens,
      eval_duration: ns(outcome.tokenSeconds),
    },
  };
}
