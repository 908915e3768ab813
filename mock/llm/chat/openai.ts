import type { Context, Hono } from "hono";
import type { ModelState } from "../../sim/engine_view.ts";
import type { ServerContext } from "../server_context.ts";
import { Generation } from "./generation.ts";
import type { Outcome } from "./generation.ts";
import { readFields, readPrompt } from "./prompt.ts";
import type { Prompt } from "./prompt.ts";
import { bodyOf, event } from "./stream.ts";

type Fields = Readonly<Record<string, unknown>>;
type Answer = Response | Promise<Response>;

/** The habits of an engine where it speaks as OpenAI's API does. */
export interface ChatHabits {
  /** Paths of chats, and of completions. */
  readonly chatPaths: readonly string[];
  readonly completionPaths: readonly string[];
  /** The model that serves a name; undefined where there is none. */
  readonly find: (server: ServerContext, name: string) => ModelState | undefined;
  readonly unknownModel: (context: Context, name: string) => Answer;
  readonly badRequest: (context: Context, message: string) => Answer;
  /** Turns a request away before it is computed. */
  readonly refuse?: (context: Context) => Answer | undefined;
  /** The first delta, which comes with the first token; without it there is none. */
  readonly firstDelta: Fields | undefined;
  readonly reasoningKey: "reasoning" | "reasoning_content";
  /** Fields of every choice. */
  readonly choice: Fields;
  /** Fields of every chunk. */
  readonly chunk?: Fields;
  /** Fields of the last chunk of text, and of an answer that is not streamed. */
  readonly last?: (outcome: Outcome, model: ModelState) => Fields;
  /** More about the usage. */
  readonly usage?: (outcome: Outcome) => Fields;
  /** Usage comes unasked, with the last chunk of text; else it has a chunk of its own. */
  readonly hasUsageLast?: boolean;
  readonly headers?: (model: ModelState) => Record<string, string>;
}

/** The habits of most engines. */
export const COMMON_CHAT = {
  chatPaths: ["/v1/chat/completions"],
  completionPaths: ["/v1/completions"],
  find: (server: ServerContext, name: string) => server.find(name),
  firstDelta: { role: "assistant", content: "" },
  reasoningKey: "reasoning_content",
  choice: { logprobs: null },
} as const;

/** An error in the words of OpenAI's API, as most engines write it. */
export function openAiError(
  context: Context,
  status: 400 | 401 | 404,
  error: {
    readonly message: string;
    readonly type: string;
    readonly param?: string | null;
    readonly code?: string | number | null;
  },
): Response {
  return context.json({ error: { param: null, code: status, ...error } }, status);
}

type Kind = "chat" | "text";

interface Asked {
  readonly server: ServerContext;
  readonly habits: ChatHabits;
  readonly kind: Kind;
  readonly prompt: Prompt;
  readonly model: ModelState;
}

/** Adds chats and completions, streamed and whole. */
export function addChat(app: Hono, server: ServerContext, habits: ChatHabits): void {
  const add = (kind: Kind) => (path: string) =>
    app.post(path, async (context) => {
      const refusal = habits.refuse?.(context);
      if (refusal) return await refusal;
      const fields = await readFields(context.req.raw);
      if (!fields) return await habits.badRequest(context, "The body is no object in JSON");
      const prompt = readPrompt(fields);
      const model = habits.find(server, prompt.model);
      if (!model) return await habits.unknownModel(context, prompt.model);
      if (prompt.promptTokens >= model.contextTokens) {
        return await habits.badRequest(context, tooLong(prompt, model));
      }
      server.noteCostly(context);
      const asked: Asked = { server, habits, kind, prompt, model };
      // A body in parts is the one way to learn that a client went away.
      const parts = prompt.isStreamed ? chunks : whole;
      return context.body(bodyOf((signal) => parts(asked, signal)), 200, {
        "content-type": prompt.isStreamed ? "text/event-stream; charset=utf-8" : "application/json",
        ...prompt.isStreamed && { "cache-control": "no-cache" },
        ...habits.headers?.(model),
      });
    });
  habits.chatPaths.forEach(add("chat"));
  habits.completionPaths.forEach(add("text"));
}

function tooLong({ promptTokens }: Prompt, { contextTokens }: ModelState): string {
  return `This model's maximum context length is ${contextTokens} tokens. However, your prompt ` +
    `has ${promptTokens} tokens. Please reduce the length of the prompt.`;
}

async function* chunks(asked: Asked, signal: AbortSignal): AsyncGenerator<string> {
  const { server, habits, kind, prompt, model } = asked;
  const { firstDelta } = habits;
  const generation = new Generation(server, { ...prompt, model });
  const head = { ...headOf(asked, "chunk"), ...habits.chunk };
  const chunk = (choice: Fields, finish: string | null, more: Fields = {}) =>
    event({
      ...head,
      choices: [{ index: 0, ...choice, ...habits.choice, finish_reason: finish }],
      ...more,
    });
  let isFirst = true;
  for await (const { text, isReasoning } of generation.tokens(signal)) {
    if (isFirst && kind === "chat" && firstDelta) yield chunk({ delta: firstDelta }, null);
    const own = isFirst && !firstDelta ? { role: "assistant" } : {};
    const key = isReasoning ? habits.reasoningKey : "content";
    yield chunk(kind === "chat" ? { delta: { ...own, [key]: text } } : { text }, null);
    isFirst = false;
  }
  const outcome = generation.outcome();
  const usage = { usage: usageOf(outcome, habits) };
  const last = { ...habits.last?.(outcome, model), ...habits.hasUsageLast && usage };
  yield chunk(kind === "chat" ? { delta: {} } : { text: "" }, outcome.finish, last);
  if (prompt.hasUsage && !habits.hasUsageLast) {
    yield event({ ...head, choices: [], ...last, ...usage });
  }
  yield event("[DONE]");
}

async function* whole(asked: Asked, signal: AbortSignal): AsyncGenerator<string> {
  const { server, habits, kind, prompt, model } = asked;
  const generation = new Generation(server, { ...prompt, model });
  const { content, reasoning } = await generation.whole(signal);
  const outcome = generation.outcome();
  const thought = reasoning === "" ? {} : { [habits.reasoningKey]: reasoning };
  const choice = kind === "chat"
    ? { message: { role: "assistant", content, ...thought } }
    : { text: reasoning + content };
  yield JSON.stringify({
    ...headOf(asked, "whole"),
    ...habits.chunk,
    choices: [{ index: 0, ...choice, ...habits.choice, finish_reason: outcome.finish }],
    usage: usageOf(outcome, habits),
    ...habits.last?.(outcome, model),
  });
}

function headOf({ kind, model }: Asked, form: "chunk" | "whole"): Fields {
  const id = crypto.randomUUID().replaceAll("-", "");
  const object = form === "chunk" ? "chat.completion.chunk" : "chat.completion";
  return {
    id: kind === "chat" ? `chatcmpl-${id}` : `cmpl-${id}`,
    object: kind === "chat" ? object : "text_completion",
    created: Math.floor(Date.now() / 1000),
    model: model.name,
  };
}

function usageOf(outcome: Outcome, { usage }: ChatHabits): Fields {
  const { promptTokens, tokens, cachedTokens, reasoningTokens } = outcome;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: tokens,
    total_tokens: promptTokens + tokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
    ...reasoningTokens > 0 &&
      { completion_tokens_details: { reasoning_tokens: reasoningTokens } },
    ...usage?.(outcome),
  };
}
