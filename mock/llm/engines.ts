import type { EngineSpeech } from "./engine.ts";
import { litellm } from "./engines/litellm/litellm.ts";
import { llamacpp } from "./engines/llamacpp/llamacpp.ts";
import { lmdeploy } from "./engines/lmdeploy.ts";
import { lmstudio } from "./engines/lmstudio.ts";
import { localai } from "./engines/localai.ts";
import { nim } from "./engines/nim.ts";
import { ollama } from "./engines/ollama/ollama.ts";
import { openai } from "./engines/openai.ts";
import { ray } from "./engines/ray.ts";
import { sglang } from "./engines/sglang.ts";
import { tei } from "./engines/tei.ts";
import { tgi } from "./engines/tgi.ts";
import { triton } from "./engines/triton/triton.ts";
import { trtllm } from "./engines/trtllm/trtllm.ts";
import { vllm } from "./engines/vllm/vllm.ts";

/** Every engine that can be spoken for, by the name that the simulation gives it. */
export const ENGINES: Readonly<Record<string, EngineSpeech>> = {
  vllm,
  sglang,
  tgi,
  llamacpp,
  ollama,
  litellm,
  openai,
  triton,
  tei,
  trtllm,
  nim,
  lmdeploy,
  lmstudio,
  localai,
  ray,
};

/**
 * How an engine speaks.
 *
 * @throws {Error} which says what there is, for an engine or a variant that there is not.
 */
export function speechOf(engine: string, variant: string | undefined): EngineSpeech {
  const speech = Object.hasOwn(ENGINES, engine) ? ENGINES[engine] : undefined;
  if (!speech) {
    throw new Error(
      `Cannot speak as "${engine}": the engines are ${Object.keys(ENGINES).join(", ")}`,
    );
  }
  if (variant !== undefined && !speech.variants.includes(variant)) {
    const known = speech.variants.length === 0 ? "none" : speech.variants.join(", ");
    throw new Error(
      `Cannot speak as the variant "${variant}" of ${engine}: its variants are ${known}`,
    );
  }
  return speech;
}
