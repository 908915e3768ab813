import type { Context } from "hono";
import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import type { ChatHabits } from "../../chat/openai.ts";
import type { ModelState } from "../../../sim/engine_view.ts";

/** What vLLM says of a model that it does not serve. */
export function vllmUnknownModel(context: Context, name: string): Response {
  return openAiError(context, 404, {
    message: `The model \`${name}\` does not exist.`,
    type: "NotFoundError",
    param: "model",
  });
}

/** How vLLM and those that follow it chat. */
export const VLLM_CHAT: ChatHabits = {
  ...COMMON_CHAT,
  unknownModel: vllmUnknownModel,
  badRequest: (context, message) => openAiError(context, 400, { message, type: "BadRequestError" }),
  reasoningKey: "reasoning",
};

/** How vLLM and those that follow it list a model of this owner. */
export function vllmCard(owner: string): (model: ModelState) => Record<string, unknown> {
  return ({ name, contextTokens }) => ({
    owned_by: owner,
    root: name,
    parent: null,
    max_model_len: contextTokens,
  });
}
