import type { ServerStats } from "./chunk.ts";
import { known, perSecond, scaled, toAmount, toFields } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";

/**
 * Reads what servers with OpenAI's API measure by themselves: llama.cpp in `timings`, LM Studio in `stats`,
 * vLLM in `metrics`, Groq in its usage, Cerebras in `time_info`.
 */
export function readStats(event: Fields): ServerStats {
  const timings = toFields(event.timings);
  const stats = toFields(event.stats);
  const usage = toFields(event.usage ?? toFields(event.x_groq).usage);
  const times = { ...toFields(event.time_info), ...usage };
  return known<ServerStats>({
    tokensPerSecond: toAmount(timings.predicted_per_second) ?? toAmount(stats.tokens_per_second) ??
      perSecond(times.completion_tokens, toAmount(times.completion_time)),
    promptTokensPerSecond: toAmount(timings.prompt_per_second) ??
      perSecond(times.prompt_tokens, toAmount(times.prompt_time)),
    loadSeconds: toAmount(stats.model_load_time_seconds),
    queueSeconds: toAmount(times.queue_time) ?? scaled(toFields(event.metrics).queue_time_ms, 1e-3),
  });
}
