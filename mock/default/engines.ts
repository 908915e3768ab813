import type { EngineSpec } from "../sim/specs.ts";
import { MODELS } from "./models.ts";

const GB = 1e9;

type Numbers<Names extends string> = Readonly<Record<Names, number>>;

/** An engine as its row says it; times are in the units of their names. */
interface EngineRow
  extends
    Pick<EngineSpec, "models" | "card" | "migDevice" | "processName" | "onDemand" | "upstreams">,
    Partial<Pick<EngineSpec, "engine" | "reservesKv" | "loadBytesPerSecond">> {
  readonly server: Pick<EngineSpec, "version" | "port" | "image">;
  readonly batch: Numbers<"requests" | "prefillTokens">;
  readonly kv: Numbers<"tokens" | "bytesPerToken"> & { readonly blockTokens?: number };
  readonly speed: Numbers<"stepMs" | "sequenceUs" | "kvTokenNs" | "prefillPerSecond">;
  readonly traffic: Numbers<"perSecond" | "prompt" | "output" | "shared">;
  readonly container: Numbers<"limitGib" | "memoryGb" | "pids">;
}

/** The engines of the default world. */
export const ENGINES: readonly EngineSpec[] = [
  engine("vllm", {
    server: { version: "0.11.2", port: 8000, image: "vllm/vllm-openai:v0.11.2" },
    models: [MODELS.qwen32],
    batch: { requests: 128, prefillTokens: 2048 },
    kv: { tokens: 140_000, bytesPerToken: 262_144 },
    speed: { stepMs: 15, sequenceUs: 40, kvTokenNs: 110, prefillPerSecond: 14_000 },
    traffic: { perSecond: 1.6, prompt: 900, output: 260, shared: 0.7 },
    card: 0,
    processName: "VLLM::EngineCore",
    container: { limitGib: 64, memoryGb: 7.5, pids: 214 },
  }),
  engine("sglang", {
    server: { version: "0.5.6", port: 30000, image: "lmsysorg/sglang:v0.5.6-cu129" },
    models: [MODELS.llama8],
    batch: { requests: 96, prefillTokens: 4096 },
    kv: { tokens: 380_000, bytesPerToken: 131_072, blockTokens: 1 },
    speed: { stepMs: 7.5, sequenceUs: 30, kvTokenNs: 55, prefillPerSecond: 28_000 },
    traffic: { perSecond: 4, prompt: 700, output: 220, shared: 0.8 },
    card: 1,
    processName: "sglang::scheduler",
    container: { limitGib: 64, memoryGb: 9.2, pids: 305 },
  }),
  engine("ollama", {
    server: { version: "0.13.1", port: 11434, image: "ollama/ollama:0.13.1" },
    models: [MODELS.ollamaQwen7, MODELS.ollamaLlama3, MODELS.ollamaGemma9],
    batch: { requests: 4, prefillTokens: 512 },
    kv: { tokens: 32_768, bytesPerToken: 57_344 },
    reservesKv: false,
    speed: { stepMs: 9, sequenceUs: 700, kvTokenNs: 130, prefillPerSecond: 5_200 },
    traffic: { perSecond: 0.25, prompt: 420, output: 240, shared: 0.3 },
    card: 2,
    processName: "/usr/bin/ollama",
    loadBytesPerSecond: 2.4 * GB,
    onDemand: { maxLoadedModels: 3, keepAliveSeconds: 300 },
    container: { limitGib: 32, memoryGb: 1.1, pids: 38 },
  }),
  engine("tgi", {
    server: {
      version: "3.3.6",
      port: 3000,
      image: "ghcr.io/huggingface/text-generation-inference:3.3.6",
    },
    models: [MODELS.mistral24],
    batch: { requests: 64, prefillTokens: 4096 },
    kv: { tokens: 110_000, bytesPerToken: 163_840, blockTokens: 1 },
    speed: { stepMs: 34, sequenceUs: 90, kvTokenNs: 190, prefillPerSecond: 5_500 },
    traffic: { perSecond: 0.35, prompt: 650, output: 210, shared: 0.5 },
    card: 3,
    migDevice: 1,
    processName: "/opt/conda/bin/python3.11",
    container: { limitGib: 64, memoryGb: 6.4, pids: 96 },
  }),
  engine("llamacpp", {
    server: { version: "b7230", port: 8080, image: "ghcr.io/ggml-org/llama.cpp:server-cuda-b7230" },
    models: [MODELS.gemma9],
    batch: { requests: 8, prefillTokens: 2048 },
    kv: { tokens: 65_536, bytesPerToken: 172_032, blockTokens: 1 },
    speed: { stepMs: 14, sequenceUs: 350, kvTokenNs: 160, prefillPerSecond: 4_200 },
    traffic: { perSecond: 0.3, prompt: 500, output: 180, shared: 0.5 },
    card: 3,
    migDevice: 2,
    processName: "/app/llama-server",
    container: { limitGib: 32, memoryGb: 1.6, pids: 27 },
  }),
  engine("openai", {
    server: { version: "1.0.0", port: 8001, image: "registry.example/phi-server:1.0.0" },
    models: [MODELS.phi4],
    batch: { requests: 16, prefillTokens: 1024 },
    kv: { tokens: 50_000, bytesPerToken: 131_072 },
    speed: { stepMs: 16, sequenceUs: 120, kvTokenNs: 210, prefillPerSecond: 6_000 },
    traffic: { perSecond: 0.2, prompt: 300, output: 120, shared: 0.2 },
    card: 3,
    migDevice: 3,
    processName: "/usr/bin/python3.12",
    container: { limitGib: 16, memoryGb: 2.2, pids: 41 },
  }),
  engine("litellm", {
    server: { version: "1.80.0", port: 4000, image: "ghcr.io/berriai/litellm:v1.80.0-stable" },
    models: [MODELS.qwen32, MODELS.llama8],
    batch: { requests: 1000, prefillTokens: 0 },
    kv: { tokens: 32_768, bytesPerToken: 0 },
    speed: { stepMs: 0, sequenceUs: 0, kvTokenNs: 0, prefillPerSecond: 1 },
    traffic: { perSecond: 1.2, prompt: 800, output: 240, shared: 0.6 },
    card: undefined,
    processName: "",
    upstreams: ["vllm", "sglang"],
    container: { limitGib: 8, memoryGb: 0.9, pids: 33 },
  }),
];

/** Runs on the AMD card where there is one. */
export const AMD_ENGINE: EngineSpec = engine("vllm-rocm", {
  engine: "vllm",
  server: { version: "0.11.2", port: 8002, image: "rocm/vllm:rocm7.0_vllm_0.11.2" },
  models: [MODELS.llama70],
  batch: { requests: 96, prefillTokens: 2048 },
  kv: { tokens: 120_000, bytesPerToken: 327_680 },
  speed: { stepMs: 32, sequenceUs: 60, kvTokenNs: 90, prefillPerSecond: 6_500 },
  traffic: { perSecond: 0.5, prompt: 800, output: 240, shared: 0.6 },
  card: undefined,
  processName: "/usr/bin/python3.12",
  container: { limitGib: 128, memoryGb: 11, pids: 260 },
});

function engine(name: string, row: EngineRow): EngineSpec {
  const { server, batch, kv, speed, traffic, container, ...own } = row;
  return {
    name,
    engine: name,
    reservesKv: true,
    loadBytesPerSecond: 4.5 * GB,
    ...server,
    ...own,
    maxConcurrentRequests: batch.requests,
    prefillTokensPerStep: batch.prefillTokens,
    kvCapacityTokens: kv.tokens,
    kvBlockTokens: kv.blockTokens ?? 16,
    kvBytesPerToken: kv.bytesPerToken,
    timing: {
      stepSeconds: speed.stepMs / 1e3,
      perSequenceSeconds: speed.sequenceUs / 1e6,
      perKvTokenSeconds: speed.kvTokenNs / 1e9,
      prefillTokensPerSecond: speed.prefillPerSecond,
    },
    traffic: {
      requestsPerSecond: traffic.perSecond,
      promptTokens: traffic.prompt,
      outputTokens: traffic.output,
      sharedPrefixRatio: traffic.shared,
    },
    container: {
      cpuLimitCores: 16,
      memoryLimitBytes: container.limitGib * 1024 ** 3,
      memoryBytes: container.memoryGb * GB,
      idleCores: 0.08,
      pids: container.pids,
    },
  };
}
