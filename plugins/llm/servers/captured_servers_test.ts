/** Servers made of captures and documented answers of real engines, where the folder of them exists. */
import assert from "node:assert/strict";
import { lacksCaptures } from "../../../tests/support/captures.ts";
import { llmSettings } from "../../../tests/support/llm_options.ts";
import { fakeContext } from "@llm-monitor/sdk/testing";
import { LlmServer } from "../../../tests/support/llm_server.ts";
import { createCollector } from "../collector.ts";

const CAPTURES = new URL("../../../../shared/fixtures/llm/", import.meta.url);

interface Captured {
  readonly server: string;
  readonly engine: string;
  /** A file of the captures, or the answer itself. */
  readonly pages: Readonly<Record<string, { readonly file: string } | string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Series without the usual labels, and their values; of a histogram the count. */
  readonly values: Readonly<Record<string, number>>;
}

const list = (owner: string, more = "") =>
  `{"object":"list","data":[{"id":"example/model-a","object":"model","owned_by":"${owner}"${more}}]}`;

const SERVERS: Readonly<Record<string, Captured>> = {
  "vLLM's Rust front end": {
    server: "vllm",
    engine: "vllm",
    pages: {
      "/v1/models": list("vllm", ',"max_model_len":32768'),
      "/health": "",
      "/version": { file: "vllm/version_datadog.json" },
      "/metrics": { file: "vllm/vllm_rust_openmetrics_handwritten.txt" },
    },
    values: {
      'info{server="vllm",version="0.4.3"}': 1,
      'model_context_tokens{model="example/model-a"}': 32768,
      'kv_cache_usage_ratio{model="example/model-a"}': 0.42,
      'prefix_cache_hit_tokens_total{model="example/model-a"}': 12345,
    },
  },
  SGLang: {
    server: "sglang",
    engine: "sglang",
    pages: {
      "/v1/models": list("sglang"),
      "/model_info": '{"model_path":"meta-llama/Llama-3.1-8B-Instruct"}',
      "/metrics": { file: "sglang/sglang_production_metrics_doc_capture.prom" },
    },
    values: {
      'requests_running{model="meta-llama/Llama-3.1-8B-Instruct"}': 162,
      'time_to_first_token_seconds{model="meta-llama/Llama-3.1-8B-Instruct"}': 11008,
    },
  },
  TGI: {
    server: "tgi",
    engine: "tgi",
    pages: {
      "/info": { file: "tgi/info_handwritten.json" },
      "/health": "",
      "/metrics": { file: "tgi/tgi_handwritten.prom" },
    },
    values: {
      'info{server="tgi",version="3.3.7"}': 1,
      'max_concurrent_requests{model="example/model-a"}': 128,
      'model_context_tokens{model="example/model-a"}': 4096,
      'request_duration_seconds{model="example/model-a"}': 42,
    },
  },
  TEI: {
    server: "tei",
    engine: "tei",
    pages: {
      "/info": '{"model_id":"bge","model_type":{"embedding":{}},"max_batch_tokens":16384}',
      "/health": "",
      "/metrics": { file: "tei/tei_excerpt.prom" },
    },
    values: { 'requests_waiting{model="bge"}': 3 },
  },
  "llama.cpp": {
    server: "llamacpp",
    engine: "llamacpp",
    headers: { server: "llama.cpp" },
    pages: {
      "/health": '{"status":"ok"}',
      "/props": { file: "llamacpp/doc_props.json" },
      "/v1/models": { file: "llamacpp/doc_v1_models.json" },
      "/metrics": { file: "llamacpp/metrics.prom" },
    },
    values: {
      'model_context_tokens{model="Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf"}': 1024,
      'max_concurrent_requests{model="Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf"}': 1,
      'model_size_bytes{model="Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf"}': 4912898304,
      'generation_tokens_total{model="Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf"}': 0,
      'sleeping{model="Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf"}': 0,
    },
  },
  "llama.cpp with a key on its properties": {
    server: "llamacpp",
    engine: "llamacpp",
    headers: { server: "llama.cpp" },
    pages: {
      "/health": '{"status":"ok"}',
      "/v1/models": { file: "llamacpp/v1_models.json" },
      "/metrics": { file: "llamacpp/metrics.prom" },
    },
    values: {
      'model_context_tokens{model="unsloth/Qwen3.5-2B-GGUF"}': 16384,
      'model_size_bytes{model="unsloth/Qwen3.5-2B-GGUF"}': 1328790784,
    },
  },
  "Ollama of before context lengths": {
    server: "ollama",
    engine: "ollama",
    pages: {
      "/api/version": { file: "ollama/doc_api_version.json" },
      "/api/ps": { file: "ollama/doc_api_ps.json" },
      "/api/tags": { file: "ollama/doc_api_tags.json" },
    },
    values: {
      'info{server="ollama",version="0.5.1"}': 1,
      'model_loaded{model="mistral:latest"}': 1,
      'model_loaded{model="llama3.2:latest"}': 0,
      'model_size_bytes{model="deepseek-r1:latest"}': 4683075271,
      'model_vram_bytes{model="mistral:latest"}': 5137025024,
      'model_expiry_timestamp_seconds{model="mistral:latest"}': 1717537111.837,
    },
  },
  Ollama: {
    server: "ollama",
    engine: "ollama",
    pages: {
      "/api/version": { file: "ollama/doc_api_version.json" },
      "/api/ps": { file: "ollama/doc_openapi_api_ps.json" },
      "/api/tags": { file: "ollama/doc_api_tags.json" },
    },
    values: {
      'model_memory_bytes{model="gemma4"}': 6591830464,
      'model_vram_bytes{model="gemma4"}': 5333539264,
      'model_context_tokens{model="gemma4"}': 4096,
      'model_pinned{model="gemma4"}': 0,
    },
  },
  LiteLLM: {
    server: "litellm",
    engine: "litellm",
    pages: {
      "/health/liveliness": '"I\'m alive!"',
      "/health/readiness": '{"status":"connected","litellm_version":"1.85.0"}',
      "/metrics/": { file: "litellm/renamed_metrics_datadog.prom" },
    },
    values: { 'prompt_tokens_total{model=""}': 0, 'info{server="litellm",version="1.85.0"}': 1 },
  },
  "Triton with TensorRT-LLM": {
    server: "triton",
    engine: "trtllm",
    pages: {
      "/v2": { file: "triton/v2_datadog.json" },
      "/v2/health/ready": "",
      "/metrics": { file: "triton/triton_trtllm_readme_sample.prom" },
    },
    values: {
      'info{server="triton",version="2.38.0"}': 1,
      'requests_running{model="tensorrt_llm"}': 1,
      'requests_waiting{model="tensorrt_llm"}': 1,
      'max_concurrent_requests{model="tensorrt_llm"}': 512,
      'kv_cache_usage_ratio{model="tensorrt_llm"}': 0.4875,
      'kv_cache_capacity_tokens{model="tensorrt_llm"}': 399296,
      'kv_cache_used_tokens{model="tensorrt_llm"}': 64,
      'model_vram_bytes{model="tensorrt_llm"}': 1610236,
    },
  },
  "trtllm-serve": {
    server: "trtllm",
    engine: "trtllm",
    pages: {
      "/v1/models": list("tensorrt_llm"),
      "/health": "",
      "/prometheus/metrics": { file: "trtllm-serve/trtllm_handwritten.prom" },
    },
    values: {
      'kv_cache_capacity_tokens{model="example/model-a"}': 32000,
      'kv_cache_used_tokens{model="example/model-a"}': 4000,
      'prefix_cache_hit_ratio{model="example/model-a"}': 0.5,
      'requests_total{model="example/model-a",finish_reason="stop"}': 10,
      'request_errors_total{model="example/model-a",reason="http_4xx"}': 1,
      'time_per_output_token_seconds{model="example/model-a"}': 10,
    },
  },
  NIM: {
    server: "nim",
    engine: "nim",
    pages: {
      "/v1/version": { file: "nim/v1_version_datadog.json" },
      "/v1/health/ready": "{}",
      "/v1/models": list("system"),
      "/metrics": 'num_request_max{model_name="example/model-a"} 2048\n',
    },
    values: {
      'info{server="nim",version="1.0.0"}': 1,
      'max_concurrent_requests{model="example/model-a"}': 2048,
    },
  },
  LMDeploy: {
    server: "lmdeploy",
    engine: "lmdeploy",
    pages: {
      "/v1/models": list("lmdeploy"),
      "/health": { file: "lmdeploy/health_handwritten.json" },
      "/metrics": { file: "lmdeploy/lmdeploy_handwritten.prom" },
    },
    values: {
      'sleeping{model="example/model-a"}': 0,
      'requests_waiting{model="example/model-a"}': 1,
      'prefix_cache_hit_tokens_total{model="example/model-a"}': 400,
      'request_errors_total{model="example/model-a",reason="other"}': 1,
      'inter_token_latency_seconds{model="example/model-a"}': 10,
    },
  },
};

for (
  const [name, { server: kind, engine, pages, headers = {}, values }] of Object.entries(SERVERS)
) {
  Deno.test({
    name: `a server made of captures is known and read: ${name}`,
    ignore: lacksCaptures("llm"),
    fn: async () => {
      const bodies = new Map<string, string>();
      for (const [path, page] of Object.entries(pages)) {
        const text = typeof page === "string"
          ? page
          : await Deno.readTextFile(new URL(page.file, CAPTURES));
        bodies.set(path, text);
      }
      const server = new LlmServer((path) => {
        const body = bodies.get(path);
        return new Response(body ?? "", { status: body === undefined ? 404 : 200, headers });
      });
      try {
        const more = kind === "triton" ? { metricsUrl: `${server.origin}/metrics` } : {};
        const told = await collectSeries({ name: "t", url: server.origin, ...more });
        assert.equal(told.get(`up{engine="${engine}"}`), 1, [...told.keys()].join("\n"));
        for (const [series, value] of Object.entries(values)) {
          assert.equal(told.get(series), value, `${series} of\n${[...told.keys()].join("\n")}`);
        }
        assert.equal([...told.keys()].some((key) => key.startsWith(`info{server="${kind}"`)), true);
      } finally {
        await server.close();
      }
    },
  });
}

/** Returns what is told of one target, by series without the usual labels and with those that say something. */
async function collectSeries(target: object): Promise<Map<string, number>> {
  const collect = createCollector({
    nowMs: () => performance.now(),
    unixSeconds: () => 1_760_000_000,
    variable: () => undefined,
    file: () => Promise.reject(new Error("no file")),
  });
  const answer = await collect(
    fakeContext({ config: llmSettings({ targets: [target], discover: [] }) }),
  );
  assert(Array.isArray(answer));
  return new Map(
    answer.flatMap(({ name, samples }) =>
      samples.map((sample) => {
        const own = Object.entries(sample.labels).filter(([key]) => key !== "target");
        const labels = own.length > 1 ? own.filter(([key]) => key !== "engine") : own;
        const shown = labels.map(([key, value]) => `${key}="${value}"`).join();
        const value = "value" in sample ? sample.value : sample.count;
        return [`${name.replace("llm_monitor_llm_", "")}{${shown}}`, Number(value)] as const;
      })
    ),
  );
}
