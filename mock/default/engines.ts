import type { ContainerSpec, EngineSpec } from "../sim/specs.ts";
import { MODELS } from "./models.ts";

const GB = 1e9;

/** What engines have in common, unless they say otherwise. */
const USUAL = {
  kvBlockTokens: 16,
  reservesKv: true,
  loadBytesPerSecond: 4.5 * GB,
  card: undefined,
} as const;

/** The engines of the default world. Ports are those that each engine has by itself. */
export const ENGINES: readonly EngineSpec[] = [
  {
    ...USUAL,
    name: "vllm",
    engine: "vllm",
    version: "0.11.2",
    port: 8000,
    image: "vllm/vllm-openai:v0.11.2",
    models: [MODELS.qwen32],
    maxConcurrentRequests: 128,
    prefillTokensPerStep: 2048,
    kvCapacityTokens: 140_000,
    kvBytesPerToken: 262_144,
    timing: timing({ stepMs: 15, sequenceUs: 40, kvTokenNs: 110, prefill: 14_000 }),
    traffic: traffic(1.6, { prompt: 900, output: 260, shared: 0.7 }),
    card: 0,
    processName: "VLLM::EngineCore",
    container: container({ memoryLimitGb: 64, memoryGb: 7.5, pids: 214 }),
  },
  {
    ...USUAL,
    name: "sglang",
    engine: "sglang",
    version: "0.5.6",
    port: 30000,
    image: "lmsysorg/sglang:v0.5.6-cu129",
    models: [MODELS.llama8],
    maxConcurrentRequests: 96,
    prefillTokensPerStep: 4096,
    kvCapacityTokens: 380_000,
    kvBlockTokens: 1,
    kvBytesPerToken: 131_072,
    timing: timing({ stepMs: 7.5, sequenceUs: 30, kvTokenNs: 55, prefill: 28_000 }),
    traffic: traffic(4, { prompt: 700, output: 220, shared: 0.8 }),
    card: 1,
    processName: "sglang::scheduler",
    container: container({ memoryLimitGb: 64, memoryGb: 9.2, pids: 305 }),
  },
  {
    ...USUAL,
    name: "ollama",
    engine: "ollama",
    version: "0.13.1",
    port: 11434,
    image: "ollama/ollama:0.13.1",
    models: [MODELS.ollamaQwen7, MODELS.ollamaLlama3, MODELS.ollamaGemma9],
    maxConcurrentRequests: 4,
    prefillTokensPerStep: 512,
    kvCapacityTokens: 32_768,
    kvBytesPerToken: 57_344,
    reservesKv: false,
    timing: timing({ stepMs: 9, sequenceUs: 700, kvTokenNs: 130, prefill: 5_200 }),
    traffic: traffic(0.25, { prompt: 420, output: 240, shared: 0.3 }),
    card: 2,
    processName: "/usr/bin/ollama",
    loadBytesPerSecond: 2.4 * GB,
    onDemand: { maxLoadedModels: 3, keepAliveSeconds: 300 },
    container: container({ memoryLimitGb: 32, memoryGb: 1.1, pids: 38 }),
  },
  {
    ...USUAL,
    name: "tgi",
    engine: "tgi",
    version: "3.3.6",
    port: 3000,
    image: "ghcr.io/huggingface/text-generation-inference:3.3.6",
    models: [MODELS.mistral24],
    maxConcurrentRequests: 64,
    prefillTokensPerStep: 4096,
    kvCapacityTokens: 110_000,
    kvBlockTokens: 1,
    kvBytesPerToken: 163_840,
    timing: timing({ stepMs: 34, sequenceUs: 90, kvTokenNs: 190, prefill: 5_500 }),
    traffic: traffic(0.35, { prompt: 650, output: 210, shared: 0.5 }),
    card: 3,
    migDevice: 1,
    processName: "/opt/conda/bin/python3.11",
    container: container({ memoryLimitGb: 64, memoryGb: 6.4, pids: 96 }),
  },
  {
    ...USUAL,
    name: "llamacpp",
    engine: "llamacpp",
    version: "b7230",
    port: 8080,
    image: "ghcr.io/ggml-org/llama.cpp:server-cuda-b7230",
    models: [MODELS.gemma9],
    maxConcurrentRequests: 8,
    prefillTokensPerStep: 2048,
    kvCapacityTokens: 65_536,
    kvBlockTokens: 1,
    kvBytesPerToken: 172_032,
    timing: timing({ stepMs: 14, sequenceUs: 350, kvTokenNs: 160, prefill: 4_200 }),
    traffic: traffic(0.3, { prompt: 500, output: 180, shared: 0.5 }),
    card: 3,
    migDevice: 2,
    processName: "/app/llama-server",
    container: container({ memoryLimitGb: 32, memoryGb: 1.6, pids: 27 }),
  },
  {
    ...USUAL,
    name: "openai",
    engine: "openai",
    version: "1.0.0",
    port: 8001,
    image: "registry.example/phi-server:1.0.0",
    models: [MODELS.phi4],
    maxConcurrentRequests: 16,
    prefillTokensPerStep: 1024,
    kvCapacityTokens: 50_000,
    kvBytesPerToken: 131_072,
    timing: timing({ stepMs: 16, sequenceUs: 120, kvTokenNs: 210, prefill: 6_000 }),
    traffic: traffic(0.2, { prompt: 300, output: 120, shared: 0.2 }),
    card: 3,
    migDevice: 3,
    processName: "/usr/bin/python3.12",
    container: container({ memoryLimitGb: 16, memoryGb: 2.2, pids: 41 }),
  },
  {
    ...USUAL,
    name: "litellm",
    engine: "litellm",
    version: "1.80.0",
    port: 4000,
    image: "ghcr.io/berriai/litellm:v1.80.0-stable",
    models: [MODELS.qwen32, MODELS.llama8],
    maxConcurrentRequests: 1000,
    prefillTokensPerStep: 0,
    kvCapacityTokens: 32_768,
    kvBytesPerToken: 0,
    timing: timing({ stepMs: 0, sequenceUs: 0, kvTokenNs: 0, prefill: 1 }),
    traffic: traffic(1.2, { prompt: 800, output: 240, shared: 0.6 }),
    processName: "",
    upstreams: ["vllm", "sglang"],
    container: container({ memoryLimitGb: 8, memoryGb: 0.9, pids: 33 }),
  },
];

/** What runs on the AMD card where there is one. */
export const AMD_ENGINE: EngineSpec = {
  ...USUAL,
  name: "vllm-rocm",
  engine: "vllm",
  version: "0.11.2",
  port: 8002,
  image: "rocm/vllm:rocm7.0_vllm_0.11.2",
  models: [MODELS.llama70],
  maxConcurrentRequests: 96,
  prefillTokensPerStep: 2048,
  kvCapacityTokens: 120_000,
  kvBytesPerToken: 327_680,
  timing: timing({ stepMs: 32, sequenceUs: 60, kvTokenNs: 90, prefill: 6_500 }),
  traffic: traffic(0.5, { prompt: 800, output: 240, shared: 0.6 }),
  processName: "/usr/bin/python3.12",
  container: container({ memoryLimitGb: 128, memoryGb: 11, pids: 260 }),
};

function timing(
  { stepMs, sequenceUs, kvTokenNs, prefill }: {
    stepMs: number;
    sequenceUs: number;
    kvTokenNs: number;
    prefill: number;
  },
): EngineSpec["timing"] {
  return {
    stepSeconds: stepMs / 1e3,
    perSequenceSeconds: sequenceUs / 1e6,
    perKvTokenSeconds: kvTokenNs / 1e9,
    prefillTokensPerSecond: prefill,
  };
}

function traffic(
  requestsPerSecond: number,
  { prompt, output, shared }: { prompt: number; output: number; shared: number },
): EngineSpec["traffic"] {
  return {
    requestsPerSecond,
    promptTokens: prompt,
    outputTokens: output,
    sharedPrefixRatio: shared,
  };
}

function container(
  { memoryLimitGb, memoryGb, pids }: { memoryLimitGb: number; memoryGb: number; pids: number },
): ContainerSpec {
  return {
    cpuLimitCores: 16,
    memoryLimitBytes: memoryLimitGb * 1024 ** 3,
    memoryBytes: memoryGb * GB,
    idleCores: 0.08,
    pids,
  };
}
