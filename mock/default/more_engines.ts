import type { EngineSpec } from "../sim/specs.ts";
import { ENGINES } from "./engines.ts";

/** Engines that can be started alone, besides those of the world: as it is, another name on it. */
const OTHERS: readonly (readonly [engine: string, version: string, port: number])[] = [
  ["tei", "1.8.3", 3000],
  ["trtllm", "1.1.0", 8000],
  ["nim", "1.14.0", 8000],
  ["triton", "2.60.0", 8000],
  ["lmdeploy", "0.10.2", 23333],
  ["lmstudio", "0.3.31", 1234],
  ["localai", "3.7.0", 8080],
  ["ray", "2.51.0", 8000],
];

/** The engines that can be started alone. */
export const SINGLE_ENGINES: readonly EngineSpec[] = [
  ...ENGINES,
  ...ENGINES.filter(({ engine }) => engine === "sglang").flatMap((like) =>
    OTHERS.map(([engine, version, port]) => ({
      ...like,
      name: engine,
      engine,
      version,
      port,
      image: `registry.example/${engine}:${version}`,
    }))
  ),
];
