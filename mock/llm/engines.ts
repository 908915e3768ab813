import type { EngineSpeech } from "./engine.ts";
import { litellm } from "./engines/litellm/litellm.ts";
import { llamacpp } from "./engines/llamacpp/llamacpp.ts";
import { ollama } from "./engines/ollama/ollama.ts";
import { openai } from "./engines/openai.ts";
import { sglang } from "./engines/sglang.ts";
import { tei } from "./engines/tei.ts";
import { tgi } from "./engines/tgi.ts";
import { vllm } from "./engines/vllm/vllm.ts";

/** Every engine that can be spoken for, by the name that the simulation gives it. */
export const ENGINES: Readonly<Record<string, EngineSpeech>> = {
  vllm,
  sglang,
  tgi,
  tei,
  llamacpp,
  ollama,
  litellm,
  openai,
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
