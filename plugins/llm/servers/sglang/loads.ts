import type { JsonSource } from "../server_kind.ts";
import { toAmount, toFields, toRows, toText } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";

const GIB = 2 ** 30;

/** The metric for each of its fields, added up over the parts of a server. */
const SUMS: readonly (readonly [to: string, field: string])[] = [
  ["requests_running", "num_running_reqs"],
  ["requests_waiting", "num_waiting_reqs"],
  ["kv_cache_used_tokens", "num_used_tokens"],
  ["kv_cache_capacity_tokens", "max_total_num_tokens"],
  ["max_concurrent_requests", "max_running_requests"],
  ["generation_tokens_per_second", "gen_throughput"],
];

/**
 * `/v1/loads` of SGLang, which answers with metrics off, too. `/server_info` would tell the key of the
 * server and is never asked.
 */
export const sglangLoads: JsonSource = {
  name: "loads",
  asks: [{ path: "/v1/loads" }],
  isOptional: true,
  provides: [...SUMS.map(([to]) => to), "kv_cache_usage_ratio", "model_vram_bytes"],
  add: ([answer = {}], metrics) => {
    const parts = Array.isArray(answer.loads) ? toRows(answer.loads) : [answer];
    const model = toText(answer.model_name) || metrics.onlyModel;
    for (const [to, field] of SUMS) metrics.ofModel(to, model, sumParts(parts, field));
    const usages = parts.flatMap(({ token_usage }) => toAmount(token_usage) ?? []);
    const usage = usages.length > 0 ? Math.max(...usages) : undefined;
    metrics.ofModel("kv_cache_usage_ratio", model, usage);
    const memory = parts.map((part) => toFields(part.memory));
    const sizes = ["weight_gb", "kv_cache_gb", "graph_gb"].map((field) => sumParts(memory, field));
    const known = sizes.flatMap((size) => size ?? []);
    // Its GB are GiB.
    const bytes = known.length > 0 ? known.reduce((sum, one) => sum + one, 0) * GIB : undefined;
    metrics.ofModel("model_vram_bytes", model, bytes);
  },
};

function sumParts(parts: readonly Fields[], field: string): number | undefined {
  const values = parts.flatMap((part) => toAmount(part[field]) ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0);
}
