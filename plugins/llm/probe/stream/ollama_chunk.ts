import { EMPTY_CHUNK } from "./chunk.ts";
import type { Chunk, ServerStats, Usage } from "./chunk.ts";
import {
  known,
  perSecond,
  scaled,
  toAmount,
  toFields,
  toList,
  toText,
} from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";

const NANO = 1e-9;

/** Reads one line of a streamed `/api/chat` or `/api/generate`. Counts that are 0 are not sent. */
export function readOllamaChunk(value: unknown): Chunk {
  const line = toFields(value);
  const message = toFields(line.message);
  const isEnd = line.done === true;
  return {
    content: toText(message.content) || toText(line.response),
    hasHidden: toText(message.thinking) !== "" || toText(line.thinking) !== "" ||
      toList(message.tool_calls).length > 0,
    // Older releases end without a reason.
    ...(isEnd && { finish: toText(line.done_reason) || "stop" }),
    isEnd,
    isError: line.error !== undefined,
    usage: isEnd ? readUsage(line) : EMPTY_CHUNK.usage,
    stats: isEnd ? readStats(line) : EMPTY_CHUNK.stats,
  };
}

function readUsage(line: Fields): Usage {
  return known<Usage>({
    promptTokens: toAmount(line.prompt_eval_count),
    completionTokens: toAmount(line.eval_count),
    reasoningTokens: undefined,
  });
}

function readStats(line: Fields): ServerStats {
  return known<ServerStats>({
    tokensPerSecond: perSecond(line.eval_count, scaled(line.eval_duration, NANO)),
    promptTokensPerSecond: perSecond(
      line.prompt_eval_count,
      scaled(line.prompt_eval_duration, NANO),
    ),
    loadSeconds: scaled(line.load_duration, NANO),
    queueSeconds: undefined,
  });
}
