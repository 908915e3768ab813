import { EMPTY_CHUNK } from "./chunk.ts";
import type { Chunk, Usage } from "./chunk.ts";
import { amountOf, fieldsOf, known, listOf, textOf } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";
import { readStats } from "./server_stats.ts";

/** What ends a stream of OpenAI's kind. */
export const DONE = "[DONE]";

/**
 * Reads one event of a streamed chat completion, or of a text completion, in any of the dialects:
 * reasoning is `reasoning` (vLLM), `reasoning_content` (DeepSeek, SGLang, llama.cpp) or a part of the
 * content (Mistral).
 */
export function readOpenAiChunk(value: unknown): Chunk {
  const event = fieldsOf(value);
  const choice = fieldsOf(listOf(event.choices)[0]);
  const delta = fieldsOf(choice.delta);
  const parts = listOf(delta.content).map(fieldsOf);
  const finish = textOf(choice.finish_reason);
  return {
    ...EMPTY_CHUNK,
    // Together sends the same text twice.
    content: textOf(delta.content) || parts.map(({ text }) => textOf(text)).join("") ||
      textOf(choice.text),
    hasHidden: textOf(delta.reasoning) !== "" || textOf(delta.reasoning_content) !== "" ||
      parts.some(({ type }) => type === "thinking") || listOf(delta.tool_calls).length > 0,
    ...(finish !== "" && { finish }),
    isError: isError(event),
    usage: readUsage(event),
    stats: readStats(event),
  };
}

function readUsage(event: Fields): Usage {
  const usage = fieldsOf(event.usage ?? fieldsOf(event.x_groq).usage);
  return known<Usage>({
    promptTokens: amountOf(usage.prompt_tokens),
    completionTokens: amountOf(usage.completion_tokens),
    reasoningTokens: amountOf(fieldsOf(usage.completion_tokens_details).reasoning_tokens),
  });
}

/** vLLM and others say in the stream what went wrong in it. */
function isError({ error, object }: Fields): boolean {
  return object === "error" || (error !== undefined && error !== null);
}
