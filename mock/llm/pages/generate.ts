import { Generation } from "../chat/generation.ts";
import { countTokens, positive } from "../chat/prompt.ts";
import { event, line, streamBody } from "../chat/stream.ts";
import { generationSchema } from "../profile/schema.ts";
import type { GenerationProfile } from "../profile/schema.ts";
import type { ModelState } from "../../sim/engine_view.ts";
import type { PageRequest } from "./page_request.ts";
import { isFields, lookUp, render, renderTexts } from "../../template/render.ts";
import type { Fields, Scope } from "../../template/render.ts";

/** Answers with another page of the profile, whose templates may name more than the request. */
type Respond = (page: unknown, more?: Scope) => Promise<Response>;

/** Answers with text of a model, in the words of the engine's own API. */
export async function answerGeneration(
  spec: unknown,
  { server, context, scope }: PageRequest,
  respond: Respond,
): Promise<Response> {
  const profile = generationSchema.parse(spec);
  const fields = isFields(scope.fields) ? scope.fields : undefined;
  if (!fields && profile.empty !== undefined) return await respond(profile.invalid);
  const asked = profile.model === undefined ? undefined : fields?.[profile.model];
  const name = typeof asked === "string" ? asked : "";
  const model = findModel(server.view.models(), profile, name);
  const more: Scope = { ...scope, name };
  if (!model) return await respond(profile.unknownModel, more);
  if (
    profile.full !== undefined &&
    server.isFull(profile.maxOpen ?? server.view.maxConcurrentRequests)
  ) {
    return await respond(profile.full, more);
  }
  const texts = readTexts(profile, fields ?? {});
  if (!texts) return await respond(profile.empty ?? profile.invalid, { ...more, model });
  server.noteCostly(context);
  const generation = new Generation(server, {
    model,
    promptTokens: countTokens(texts),
    maxTokens: profile.maxTokens.map((path) => positive(lookUp(path, more)))
      .find((tokens) => tokens !== undefined) ?? profile.defaultTokens,
  });
  const about: Scope = { ...more, model, characters: texts.join("").length };
  if (isStreamed(profile, fields ?? {})) {
    return context.body(streamBody((signal) => stream(generation, profile, about, signal)), 200, {
      "content-type": profile.framing === "events" ? "text/event-stream" : "application/x-ndjson",
      ...renderTexts(profile.streamHeaders, about),
    });
  }
  if (profile.failure === undefined) {
    return context.body(streamBody((signal) => whole(generation, profile, about, signal)), 200, {
      "content-type": "application/json",
      ...renderTexts(profile.wholeHeaders, about),
    });
  }
  const answer = await generation.tryWhole();
  if (!answer) return await respond(profile.failure, about);
  const all: Scope = { ...about, ...answer, outcome: generation.outcome() };
  const headers = renderTexts(profile.wholeHeaders, all);
  return context.json(render(profile.whole, all) as object, 200, headers);
}

function findModel(
  models: readonly ModelState[],
  { model: field }: GenerationProfile,
  name: string,
): ModelState | undefined {
  if (field === undefined) return models[0];
  // Ollama's names have a tag, which a client may leave out.
  return models.find((model) => model.name === name || model.name === `${name}:latest`);
}

/** Returns the texts of a prompt; undefined where there is none. */
function readTexts({ prompt, empty }: GenerationProfile, fields: Fields): string[] | undefined {
  const value = fields[prompt];
  if (prompt === "messages") {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    return value.map((message) =>
      isFields(message) && typeof message.content === "string" ? message.content : ""
    );
  }
  return typeof value === "string" && (value !== "" || empty === undefined) ? [value] : undefined;
}

function isStreamed({ streams }: GenerationProfile, { stream }: Fields): boolean {
  if (streams === "asked") return stream === true;
  return streams === "always" || (streams === "unless refused" && stream !== false);
}

async function* stream(
  generation: Generation,
  { framing, part, end }: GenerationProfile,
  scope: Scope,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const frame = framing === "events" ? event : line;
  let [content, index] = ["", 0];
  for await (const { text, isReasoning } of generation.tokens(signal)) {
    content += text;
    index++;
    const own = { index, tokenId: 1000 + index, text, isReasoning };
    yield frame(render(part, { ...scope, ...own }));
  }
  if (end === undefined) return;
  const outcome = generation.outcome();
  yield frame(render(end, { ...scope, content, index: index + 1, outcome }));
}

async function* whole(
  generation: Generation,
  profile: GenerationProfile,
  scope: Scope,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const answer = await generation.whole(signal);
  const outcome = generation.outcome();
  yield JSON.stringify(render(profile.whole, { ...scope, ...answer, outcome }));
}
