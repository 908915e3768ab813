import type { JsonSource } from "../engine_profile.ts";
import { amountOf, fieldsOf, rowsOf, textOf } from "../json_fields.ts";
import type { Fields } from "../json_fields.ts";

const GIB = 2 ** 30;

/** What each of its fields is, added up over the parts of a server. */
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
  tells: [...SUMS.map(([to]) => to), "kv_cache_usage_ratio", "model_vram_bytes"],
  tell: ([answer = {}], teller) => {
    const parts = Array.isArray(answer.loads) ? rowsOf(answer.loads) : [answer];
    const model = textOf(answer.model_name) || teller.onlyModel;
    for (const [to, field] of SUMS) teller.ofModel(to, model, sumOf(parts, field));
    const usages = parts.flatMap(({ token_usage }) => amountOf(token_usage) ?? []);
    const usage = usages.length > 0 ? Math.max(...usages) : undefined;
    teller.ofModel("kv_cache_usage_ratio", model, usage);
    const memory = parts.map((part) => fieldsOf(part.memory));
    const sizes = ["weight_gb", "kv_cache_gb", "graph_gb"].map((field) => sumOf(memory, field));
    const known = sizes.flatMap((size) => size ?? []);
    // Its GB are GiB.
    const bytes = known.length > 0 ? known.reduce((sum, one) => sum + one, 0) * GIB : undefined;
    teller.ofModel("model_vram_bytes", model, bytes);
  },
};

function sumOf(parts: readonly Fields[], field: string): number | undefined {
  const values = parts.flatMap((part) => amountOf(part[field]) ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0);
}
