import type { EngineSpec } from "../sim/specs.ts";
import { ENGINES } from "./engines.ts";
import { MODELS } from "./models.ts";

/** An engine that is as SGLang's in the world, but for what stands here. */
type Other = Pick<EngineSpec, "engine" | "version" | "port"> & Partial<EngineSpec>;

/** A small model that turns texts into vectors: an embedding is a request for one token here. */
const EMBEDS = {
  models: [MODELS.bge],
  maxConcurrentRequests: 512,
  prefillTokensPerStep: 16_384,
  kvCapacityTokens: 65_536,
  kvBytesPerToken: 0,
  timing: {
    stepSeconds: 0.004,
    perSequenceSeconds: 0.000_05,
    perKvTokenSeconds: 0,
    prefillTokensPerSecond: 180_000,
  },
  traffic: { requestsPerSecond: 12, promptTokens: 140, outputTokens: 0.01, sharedPrefixRatio: 0 },
  processName: "text-embeddings-router",
} as const satisfies Partial<EngineSpec>;

/** Engines that can be started alone, besides those of the world. */
const OTHERS: readonly Other[] = [
  { engine: "tei", version: "1.8.3", port: 3000, ...EMBEDS },
  { engine: "trtllm", version: "1.1.0", port: 8000 },
  { engine: "nim", version: "1.14.0", port: 8000 },
  { engine: "triton", version: "2.60.0", port: 8000 },
  { engine: "lmdeploy", version: "0.10.2", port: 23333 },
  { engine: "lmstudio", version: "0.3.31", port: 1234 },
  { engine: "localai", version: "3.7.0", port: 8080 },
  { engine: "ray", version: "2.51.0", port: 8000 },
];

/** The engines that can be started alone. */
export const SINGLE_ENGINES: readonly EngineSpec[] = [
  ...ENGINES,
  ...ENGINES.filter(({ engine }) => engine === "sglang").flatMap((like) =>
    OTHERS.map((other): EngineSpec => ({
      ...like,
      name: other.engine,
      image: `registry.example/${other.engine}:${other.version}`,
      ...other,
    }))
  ),
];
