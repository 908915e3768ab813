import type { EngineEmulator } from "./emulator.ts";
import { litellm } from "./engines/litellm/emulator.ts";
import { llamacpp } from "./engines/llamacpp/emulator.ts";
import { lmdeploy } from "./engines/lmdeploy/emulator.ts";
import { lmstudio } from "./engines/lmstudio/emulator.ts";
import { localai } from "./engines/localai/emulator.ts";
import { nim } from "./engines/nim/emulator.ts";
import { ollama } from "./engines/ollama/emulator.ts";
import { openai } from "./engines/openai/emulator.ts";
import { ray } from "./engines/ray/emulator.ts";
import { sglang } from "./engines/sglang/emulator.ts";
import { tei } from "./engines/tei/emulator.ts";
import { tgi } from "./engines/tgi/emulator.ts";
import { triton } from "./engines/triton/emulator.ts";
import { trtllm } from "./engines/trtllm/emulator.ts";
import { vllm } from "./engines/vllm/emulator.ts";

/** Every engine that can be emulated, by the name that the simulation gives it. */
export const ENGINES: Readonly<Record<string, EngineEmulator>> = {
  ...{ vllm, sglang, tgi, llamacpp, ollama, litellm, openai, triton, tei, trtllm, nim },
  ...{ lmdeploy, lmstudio, localai, ray },
};

/**
 * Returns the emulator of an engine.
 *
 * @throws {Error} which says what there is, for an engine or a variant that there is not.
 */
export function emulatorOf(engine: string, variant: string | undefined): EngineEmulator {
  const emulator = Object.hasOwn(ENGINES, engine) ? ENGINES[engine] : undefined;
  if (!emulator) {
    const known = Object.keys(ENGINES).join(", ");
    throw new Error(`Cannot emulate "${engine}": the engines are ${known}`);
  }
  if (variant !== undefined && !emulator.variants.includes(variant)) {
    const known = emulator.variants.join(", ") || "none";
    throw new Error(
      `Cannot emulate the variant "${variant}" of ${engine}: its variants are ${known}`,
    );
  }
  return emulator;
}
