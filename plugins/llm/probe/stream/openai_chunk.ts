import { EMPTY_CHUNK } from "./chunk.ts";
import type { Chunk, Usage } from "./chunk.ts";
import { known, toAmount, toFields, toList, toText } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";
import { readStats } from "./server_stats.ts";

/** The end of a stream of OpenAI's kind. */
export const DONE = "[DONE]";

/**
 * Reads one event of a streamed chat completion, or of a text completion, in any of the dialects:
 * reasoning is `reasoning` (vLLM), `reasoning_content` (DeepSeek, SGLang, llama.cpp) or a part of the
 * content (Mistral).
 */
export function readOpenAiChunk(value: unknown): Chunk {
  const event = toFields(value);
  const choice = toFields(toList(event.choices)[0]);
  const delta = toFields(choice.delta);
  const parts = toList(delta.content).map(toFields);
  const finish = toText(choice.finish_reason);
  return {
    ...EMPTY_CHUNK,
    // Together sends the same text twice.
    content: toText(delta.content) || parts.map(({ text }) => toText(text)).join("") ||
      toText(choice.text),
    hasHidden: toText(delta.reasoning) !== "" || toText(delta.reasoning_content) !== "" ||
      parts.some(({ type }) => type === "thinking") || toList(delta.tool_calls).length > 0,
    ...(finish !== "" && { finish }),
    isError: isError(event),
    usage: readUsage(event),
    stats: readStats(event),
  };
}

function readUsage(event: Fields): Usage {
  const usage = toFields(event.usage ?? toFields(event.x_groq).usage);
  return known<Usage>({
    promptTokens: toAmount(usage.prompt_tokens),
    completionTokens: toAmount(usage.completion_tokens),
    reasoningTokens: toAmount(toFields(usage.completion_tokens_details).reasoning_tokens),
  });
}

/** vLLM and others say in the stream what went wrong in it. */
function isError({ error, object }: Fields): boolean {
  return object === "error" || (error !== undefined && error !== null);
}
