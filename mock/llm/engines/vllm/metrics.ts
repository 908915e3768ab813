import { linear } from "../../exposition/bounds.ts";
import { readTable } from "../../exposition/read_table.ts";
import type { LabelsOf, Row } from "../../exposition/table.ts";
import { ratio } from "../../exposition/values.ts";
import httpText from "./http.csv" with { type: "text" };
import v0Text from "./v0.csv" with { type: "text" };
import v1Text from "./v1.csv" with { type: "text" };

/** Labels that both versions have in `cache_config_info`. */
const commonConfig: LabelsOf = ({ view: { kvBlockTokens, kvCapacityTokens } }) => ({
  block_size: String(kvBlockTokens),
  cache_dtype: "auto",
  cpu_offload_gb: "0",
  gpu_memory_utilization: "0.9",
  num_gpu_blocks: String(Math.floor(kvCapacityTokens / kvBlockTokens)),
  num_gpu_blocks_override: "None",
  sliding_window: "None",
});

const cacheConfig: LabelsOf = (metrics) => ({
  ...commonConfig(metrics),
  enable_prefix_caching: "True",
  kv_cache_max_concurrency: (metrics.view.kvCapacityTokens / metrics.model.contextTokens)
    .toFixed(2),
  kv_cache_size_tokens: String(metrics.view.kvCapacityTokens),
  num_cpu_blocks: "None",
  swap_space: "4",
});

const cacheConfigV0: LabelsOf = (metrics) => ({
  ...commonConfig(metrics),
  calculate_kv_scales: "False",
  enable_prefix_caching: "False",
  is_attention_free: "False",
  num_cpu_blocks: "9362",
  swap_space_bytes: "4294967296",
});

/** Families of V1 with its Python front end. */
export const V1_ROWS = readTable(v1Text, "vllm/v1.csv", { labels: { cacheConfig } });

const NOT_OF_RUST = /engine_sleep_state|mm_cache|iteration_tokens|cache_config_info/;

/** Families of the Rust front end: fewer, and a reason for an end is absent until its first request. */
export const RUST_ROWS: readonly Row[] = V1_ROWS.filter(({ name }) => !NOT_OF_RUST.test(name))
  .map((row) => row.name === "vllm:request_success_total" ? { ...row, isLazy: true } : row);

/** Families before V1; -1 stands for a hit rate that is not known yet. */
export const V0_ROWS = readTable(v0Text, "vllm/v0.csv", {
  labels: { cacheConfig: cacheConfigV0 },
  values: {
    hitRateOrNone: ({ snapshot: { cachedTokensTotal, promptTokensTotal } }) =>
      cachedTokensTotal === 0 ? -1 : ratio(cachedTokensTotal, promptTokensTotal),
  },
  // Of a GPU with graphs captured for batches of up to 256.
  bounds: { stepsOfGraphs: [1, 2, 4, ...linear(8, 32)] },
});

/** Families of prometheus_fastapi_instrumentator: calls, and their times with the Python front end. */
export const HTTP_ROWS = readTable(httpText, "vllm/http.csv");
