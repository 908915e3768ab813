import type { JsonSource } from "../server_kind.ts";
import type { TargetMetrics } from "../../mapping/target_metrics.ts";
import { toAmount, toFields, toPositive, toRows, toText } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";

/** Ten years: Ollama's word for never is some three hundred. */
const NEVER_SECONDS = 10 * 365 * 86_400;

/** Ollama's models: on disk (`/api/tags`), and in memory (`/api/ps`). */
export const ollamaModels: JsonSource = {
  name: "models",
  asks: [{ path: "/api/tags", isSlow: true }, { path: "/api/ps" }],
  provides: [
    "model_info",
    "model_loaded",
    "model_size_bytes",
    "model_memory_bytes",
    "model_vram_bytes",
    "model_context_tokens",
    "model_pinned",
    "model_expiry_timestamp_seconds",
  ],
  add: ([tags, running], metrics) => {
    const loaded = byName(running?.models);
    for (const [name, fields] of new Map([...loaded, ...byName(tags?.models)])) {
      const now = loaded.get(name);
      const { family, parameter_size, quantization_level, format } = toFields(fields.details);
      metrics.modelInfo(name, {
        family: toText(family),
        parameter_size: toText(parameter_size),
        quantization: toText(quantization_level),
        format: toText(format),
      });
      metrics.ofModel("model_loaded", name, now ? 1 : 0);
      // While it is loaded its size is that in memory, where only that is known.
      const isOnDisk = fields !== now;
      metrics.ofModel("model_size_bytes", name, isOnDisk ? toPositive(fields.size) : undefined);
      if (now) addLoaded(name, now, metrics);
    }
  },
};

function addLoaded(name: string, now: Fields, metrics: TargetMetrics): void {
  metrics.ofModel("model_memory_bytes", name, toPositive(now.size));
  // 0 is a model that runs on processors alone.
  metrics.ofModel("model_vram_bytes", name, toAmount(now.size_vram));
  metrics.ofModel("model_context_tokens", name, toPositive(now.context_length));
  const expiry = readExpiry(now, metrics.nowSeconds);
  if (expiry === undefined) return;
  const isPinned = expiry === Infinity;
  metrics.ofModel("model_pinned", name, isPinned ? 1 : 0);
  if (!isPinned) metrics.ofModel("model_expiry_timestamp_seconds", name, expiry);
}

/** Returns when Ollama unloads a model, in seconds since 1970; Infinity is never, undefined is unknown. */
export function readExpiry({ expires_at }: Fields, nowSeconds: number): number | undefined {
  const seconds = Date.parse(toText(expires_at)) / 1000;
  // Imitations write year 1 for what they do not know.
  if (!Number.isFinite(seconds) || seconds <= 0) return undefined;
  return seconds > nowSeconds + NEVER_SECONDS ? Infinity : seconds;
}

function byName(list: unknown): Map<string, Fields> {
  return new Map(
    toRows(list).flatMap((fields) => {
      const name = toText(fields.name) || toText(fields.model);
      return name === "" ? [] : [[name, fields]];
    }),
  );
}
