import type { ServerStats } from "./chunk.ts";
import { amountOf, fieldsOf, known, perSecond, scaled } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";

/**
 * Reads what servers with OpenAI's API measure by themselves: llama.cpp in `timings`, LM Studio in `stats`,
 * vLLM in `metrics`, Groq in its usage, Cerebras in `time_info`.
 */
export function readStats(event: Fields): ServerStats {
  const timings = fieldsOf(event.timings);
  const stats = fieldsOf(event.stats);
  const usage = fieldsOf(event.usage ?? fieldsOf(event.x_groq).usage);
  const times = { ...fieldsOf(event.time_info), ...usage };
  return known<ServerStats>({
    tokensPerSecond: amountOf(timings.predicted_per_second) ?? amountOf(stats.tokens_per_second) ??
      perSecond(times.completion_tokens, amountOf(times.completion_time)),
    promptTokensPerSecond: amountOf(timings.prompt_per_second) ??
      perSecond(times.prompt_tokens, amountOf(times.prompt_time)),
    loadSeconds: amountOf(stats.model_load_time_seconds),
    queueSeconds: amountOf(times.queue_time) ?? scaled(fieldsOf(event.metrics).queue_time_ms, 1e-3),
  });
}
