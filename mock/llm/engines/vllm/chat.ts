import { vllmBadRequest, vllmUnknownModel } from "../../chat/errors.ts";
import { COMMON_CHAT } from "../../chat/openai.ts";
import type { ChatHabits } from "../../chat/openai.ts";

/** How vLLM and those that follow it chat. */
export const VLLM_CHAT: ChatHabits = {
  ...COMMON_CHAT,
  unknownModel: vllmUnknownModel,
  badRequest: vllmBadRequest,
  reasoningKey: "reasoning",
};
