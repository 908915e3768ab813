import type { Context } from "hono";
import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import type { ChatHabits } from "../../chat/openai.ts";
import type { ModelState } from "../../../sim/engine_view.ts";

/** Answers for a model that is not served, as vLLM does. */
export function vllmUnknownModel(context: Context, name: string): Response {
  return openAiError(context, 404, {
    message: `The model \`${name}\` does not exist.`,
    type: "NotFoundError",
    param: "model",
  });
}

/** Chats of vLLM and of those that follow it. */
export const VLLM_CHAT: ChatHabits = {
  ...COMMON_CHAT,
  unknownModel: vllmUnknownModel,
  badRequest: (context, message) => openAiError(context, 400, { message, type: "BadRequestError" }),
  reasoningKey: "reasoning",
};

/** Lists a model of this owner as vLLM and those that follow it do. */
export function vllmCard(owner: string): (model: ModelState) => Record<string, unknown> {
  return ({ name, contextTokens }) => ({
    owned_by: owner,
    root: name,
    parent: null,
    max_model_len: contextTokens,
  });
}
