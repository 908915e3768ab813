import type { ModelSpec } from "../sim/engine_view.ts";

/** Models of the default world, as far as an engine shows them. */
export const MODELS = {
  qwen32: model("Qwen/Qwen3-32B-FP8", "qwen3 32.8B FP8", { contextTokens: 32_768, bytes: 34.3e9 }),
  llama8: model("meta-llama/Llama-3.1-8B-Instruct", "llama 8.0B BF16", {
    contextTokens: 131_072,
    bytes: 16.1e9,
  }),
  mistral24: model("mistralai/Mistral-Small-24B-Instruct-2501", "mistral 23.6B BF16", {
    contextTokens: 32_768,
    bytes: 47.2e9,
  }),
  gemma9: model("gemma-2-9b-it-Q8_0", "gemma2 9.2B Q8_0", { contextTokens: 8_192, bytes: 9.8e9 }),
  phi4: model("microsoft/Phi-4-mini-instruct", "phi3 3.8B BF16", {
    contextTokens: 16_384,
    bytes: 7.7e9,
  }),
  ollamaQwen7: model("qwen2.5:7b", "qwen2 7.6B Q4_K_M", { contextTokens: 8_192, bytes: 4.7e9 }),
  ollamaLlama3: model("llama3.2:3b", "llama 3.2B Q4_K_M", { contextTokens: 8_192, bytes: 2e9 }),
  ollamaGemma9: model("gemma2:9b", "gemma2 9.2B Q4_0", { contextTokens: 8_192, bytes: 5.4e9 }),
  llama70: model("meta-llama/Llama-3.3-70B-Instruct", "llama 70.6B BF16", {
    contextTokens: 65_536,
    bytes: 141e9,
  }),
  bge: model("BAAI/bge-large-en-v1.5", "bert 335M F16", { contextTokens: 512, bytes: 0.67e9 }),
};

/** @param kind its family, the number of its parameters, and how they are written. */
function model(
  name: string,
  kind: string,
  { contextTokens, bytes }: { readonly contextTokens: number; readonly bytes: number },
): ModelSpec {
  const [family = "", parameterSize = "", quantization = ""] = kind.split(" ");
  return { name, contextTokens, sizeBytes: bytes, family, parameterSize, quantization };
}
