import { readProfile, readVariants } from "./profile/load.ts";
import type { Profile } from "./profile/schema.ts";

/** An engine that can be emulated. */
export interface EngineKind {
  /** Other faces, such as an older version or another web server before the same engine. */
  readonly variants: readonly string[];
  /** The distance from the server's port to that of its metrics, where they have a listener of their own. */
  readonly metricsPortAbove: number | undefined;
}

const NAMES = [
  ...["vllm", "sglang", "tgi", "llamacpp", "ollama", "litellm", "openai", "triton", "tei"],
  ...["trtllm", "nim", "lmdeploy", "lmstudio", "localai", "ray"],
];

/** Every engine that can be emulated, by the name that the simulation gives it. */
export const ENGINES: Readonly<Record<string, EngineKind>> = Object.fromEntries(
  NAMES.map((name) => [name, {
    variants: readVariants(name),
    metricsPortAbove: readProfile(name).metrics?.portAbove,
  }]),
);

/**
 * Finds what a server of an engine answers.
 *
 * @throws {Error} which says what there is, for an engine or a variant that there is not.
 */
export function findProfile(engine: string, variant: string | undefined): Profile {
  const kind = Object.hasOwn(ENGINES, engine) ? ENGINES[engine] : undefined;
  if (!kind) {
    throw new Error(`Cannot emulate "${engine}": the engines are ${NAMES.join(", ")}`);
  }
  if (variant !== undefined && !kind.variants.includes(variant)) {
    const known = kind.variants.join(", ") || "none";
    throw new Error(
      `Cannot emulate the variant "${variant}" of ${engine}: its variants are ${known}`,
    );
  }
  return readProfile(engine, variant);
}
