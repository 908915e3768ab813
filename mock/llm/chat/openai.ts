import type { Context, Hono } from "hono";
import type { ModelState } from "../../sim/engine_view.ts";
import { renderFields, renderTexts } from "../../template/render.ts";
import type { Fields, Scope } from "../../template/render.ts";
import type { ChatProfile } from "../profile/schema.ts";
import type { ServerContext } from "../server_context.ts";
import { Generation } from "./generation.ts";
import type { Outcome } from "./generation.ts";
import { readFields, readPrompt } from "./prompt.ts";
import type { Prompt } from "./prompt.ts";
import { event, streamBody } from "./stream.ts";

type Kind = "chat" | "text";

/** Answers with a page of a profile, whose templates may name more than the request. */
export type Responder = (page: unknown, context: Context, more?: Scope) => Promise<Response>;

/** A server that chats, and how it answers with a page of its profile. */
export interface ChatParts {
  readonly server: ServerContext;
  readonly chat: ChatProfile;
  readonly shared: Scope;
  readonly respond: Responder;
}

interface ChatRequest {
  readonly server: ServerContext;
  readonly chat: ChatProfile;
  readonly kind: Kind;
  readonly prompt: Prompt;
  readonly model: ModelState;
  readonly scope: Scope;
}

/** Adds chats and completions, streamed and whole. */
export function addChat(app: Hono, { server, chat, shared, respond }: ChatParts): void {
  const add = (kind: Kind) => (path: string) =>
    app.post(path, async (context) => {
      if (chat.full !== undefined && server.isFull(server.view.maxConcurrentRequests)) {
        return await respond(chat.full, context);
      }
      const badRequest = (message: string) => respond(chat.badRequest, context, { message });
      const fields = await readFields(context.req.raw);
      if (!fields) return await badRequest("The body is no object in JSON");
      const prompt = readPrompt(fields);
      const model = chat.servesAny ? server.model : server.find(prompt.model);
      if (!model) return await respond(chat.unknownModel, context, { name: prompt.model });
      if (prompt.promptTokens >= model.contextTokens) {
        return await badRequest(tooLong(prompt, model));
      }
      server.noteCostly(context);
      const scope = { ...shared, model };
      const request: ChatRequest = { server, chat, kind, prompt, model, scope };
      // A body in parts is the one way to learn that a client went away.
      const parts = prompt.isStreamed ? chunks : whole;
      return context.body(streamBody((signal) => parts(request, signal)), 200, {
        "content-type": prompt.isStreamed ? "text/event-stream; charset=utf-8" : "application/json",
        ...prompt.isStreamed && { "cache-control": "no-cache" },
        ...renderTexts(chat.headers, scope),
      });
    });
  chat.chatPaths.forEach(add("chat"));
  chat.completionPaths.forEach(add("text"));
}

function tooLong({ promptTokens }: Prompt, { contextTokens }: ModelState): string {
  return `This model's maximum context length is ${contextTokens} tokens. However, your prompt ` +
    `has ${promptTokens} tokens. Please reduce the length of the prompt.`;
}

async function* chunks(request: ChatRequest, signal: AbortSignal): AsyncGenerator<string> {
  const { server, chat, kind, prompt, model, scope } = request;
  const { firstDelta, hasFirstDelta, hasUsageLast } = chat;
  const generation = new Generation(server, { ...prompt, model });
  const head = { ...makeHead(request, "chunk"), ...renderFields(chat.chunk, scope) };
  const chunk = (choice: Fields, finish: string | null, more: Fields = {}) =>
    event({
      ...head,
      choices: [{ index: 0, ...choice, ...chat.choice, finish_reason: finish }],
      ...more,
    });
  let isFirst = true;
  for await (const { text, isReasoning } of generation.tokens(signal)) {
    if (isFirst && kind === "chat" && hasFirstDelta) yield chunk({ delta: firstDelta }, null);
    const own = isFirst && !hasFirstDelta ? { role: "assistant" } : {};
    const key = isReasoning ? chat.reasoningKey : "content";
    yield chunk(kind === "chat" ? { delta: { ...own, [key]: text } } : { text }, null);
    isFirst = false;
  }
  const outcome = generation.outcome();
  const usage = { usage: describeUsage(outcome, request) };
  const last = { ...renderFields(chat.last, { ...scope, outcome }), ...hasUsageLast && usage };
  yield chunk(kind === "chat" ? { delta: {} } : { text: "" }, outcome.finish, last);
  if (prompt.hasUsage && !hasUsageLast) yield event({ ...head, choices: [], ...last, ...usage });
  yield event("[DONE]");
}

async function* whole(request: ChatRequest, signal: AbortSignal): AsyncGenerator<string> {
  const { server, chat, kind, prompt, model, scope } = request;
  const generation = new Generation(server, { ...prompt, model });
  const { content, reasoning } = await generation.whole(signal);
  const outcome = generation.outcome();
  const thought = reasoning === "" ? {} : { [chat.reasoningKey]: reasoning };
  const choice = kind === "chat"
    ? { message: { role: "assistant", content, ...thought } }
    : { text: reasoning + content };
  yield JSON.stringify({
    ...makeHead(request, "whole"),
    ...renderFields(chat.chunk, scope),
    choices: [{ index: 0, ...choice, ...chat.choice, finish_reason: outcome.finish }],
    usage: describeUsage(outcome, request),
    ...renderFields(chat.last, { ...scope, outcome }),
  });
}

function makeHead({ kind, model }: ChatRequest, form: "chunk" | "whole"): Fields {
  const id = crypto.randomUUID().replaceAll("-", "");
  const object = form === "chunk" ? "chat.completion.chunk" : "chat.completion";
  return {
    id: kind === "chat" ? `chatcmpl-${id}` : `cmpl-${id}`,
    object: kind === "chat" ? object : "text_completion",
    created: Math.floor(Date.now() / 1000),
    model: model.name,
  };
}

function describeUsage(outcome: Outcome, { chat, scope }: ChatRequest): Fields {
  const { promptTokens, tokens, cachedTokens, reasoningTokens } = outcome;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: tokens,
    total_tokens: promptTokens + tokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
    ...reasoningTokens > 0 &&
      { completion_tokens_details: { reasoning_tokens: reasoningTokens } },
    ...renderFields(chat.usage, { ...scope, outcome }),
  };
}
