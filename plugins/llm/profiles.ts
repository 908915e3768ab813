import type { EngineTable } from "./engine_table.ts";
import { litellm } from "./engines/litellm.ts";
import { llamacpp } from "./engines/llamacpp.ts";
import { lmdeploy } from "./engines/lmdeploy.ts";
import { localai } from "./engines/localai.ts";
import { nim } from "./engines/nim.ts";
import { sglang } from "./engines/sglang.ts";
import { tei } from "./engines/tei.ts";
import { tgi } from "./engines/tgi.ts";
import { trtllm } from "./engines/trtllm.ts";
import { vllm } from "./engines/vllm.ts";

/** How a server of one kind is asked. Nothing here computes, loads or empties anything. */
export interface EngineProfile {
  readonly id: string;
  /** Answer 2xx when it can serve; the first that it knows counts. */
  readonly healthPaths: readonly string[];
  /** Where its metrics may be; the first that is there counts. */
  readonly metricsPaths: readonly string[];
  readonly table?: EngineTable;
  /** Where its version is told, and under which key. */
  readonly version?: { readonly path: string; readonly key: string };
  /** How its operator turns metrics on. */
  readonly enableMetrics: string;
}

export const PROFILES: readonly EngineProfile[] = [
  {
    id: "vllm",
    healthPaths: ["/health"],
    metricsPaths: ["/metrics"],
    table: vllm,
    version: { path: "/version", key: "version" },
    enableMetrics: "start vLLM without --disable-log-stats",
  },
  {
    id: "sglang",
    // Its /health computes a token.
    healthPaths: ["/model_info", "/get_model_info"],
    metricsPaths: ["/metrics"],
    table: sglang,
    enableMetrics: "start SGLang with --enable-metrics",
  },
  {
    id: "tgi",
    healthPaths: ["/health"],
    metricsPaths: ["/metrics"],
    table: tgi,
    version: { path: "/info", key: "version" },
    enableMetrics: "they are always on",
  },
  {
    id: "tei",
    healthPaths: ["/health"],
    metricsPaths: ["/metrics"],
    table: tei,
    version: { path: "/info", key: "version" },
    enableMetrics: "they are always on",
  },
  {
    id: "llamacpp",
    healthPaths: ["/health"],
    metricsPaths: ["/metrics"],
    table: llamacpp,
    version: { path: "/props", key: "build_info" },
    enableMetrics: "start llama-server with --metrics",
  },
  {
    id: "lmdeploy",
    healthPaths: ["/health"],
    metricsPaths: ["/metrics"],
    table: lmdeploy,
    enableMetrics: "start LMDeploy without --disable-metrics (older: with --enable-metrics)",
  },
  {
    id: "nim",
    healthPaths: ["/v1/health/ready"],
    metricsPaths: ["/v1/metrics", "/metrics"],
    table: nim,
    version: { path: "/v1/version", key: "release" },
    enableMetrics: "they are always on",
  },
  {
    id: "trtllm",
    healthPaths: ["/health"],
    // Its /metrics is a queue that a look empties.
    metricsPaths: ["/prometheus/metrics"],
    table: trtllm,
    version: { path: "/version", key: "version" },
    enableMetrics: "start trtllm-serve with return_perf_metrics: true",
  },
  {
    id: "ollama",
    healthPaths: ["/api/version"],
    metricsPaths: [],
    version: { path: "/api/version", key: "version" },
    enableMetrics: "Ollama has none",
  },
  {
    id: "litellm",
    // Its /health sends a request to every server behind it.
    healthPaths: ["/health/liveliness"],
    // A slash at the end: without it there is a redirect.
    metricsPaths: ["/metrics/"],
    table: litellm,
    version: { path: "/health/readiness", key: "litellm_version" },
    enableMetrics: 'set litellm_settings.callbacks: ["prometheus"]',
  },
  {
    id: "localai",
    healthPaths: ["/readyz"],
    metricsPaths: ["/metrics"],
    table: localai,
    version: { path: "/.well-known/localai.json", key: "version" },
    enableMetrics: "start LocalAI without --disable-metrics-endpoint",
  },
  {
    id: "lmstudio",
    healthPaths: ["/lmstudio-greeting"],
    metricsPaths: [],
    enableMetrics: "LM Studio has none",
  },
  {
    id: "openai",
    healthPaths: ["/v1/models"],
    metricsPaths: ["/metrics"],
    enableMetrics: "its server has none that are known here",
  },
];

export function profileOf(id: string): EngineProfile | undefined {
  return PROFILES.find((profile) => profile.id === id);
}
