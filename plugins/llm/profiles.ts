import type { EngineProfile } from "./engine_profile.ts";
import { dynamoProfile } from "./engines/dynamo.ts";
import { litellmProfile } from "./engines/litellm.ts";
import { llamacppProfile } from "./engines/llamacpp.ts";
import { lmdeployProfile } from "./engines/lmdeploy.ts";
import { lmstudioProfile } from "./engines/lmstudio.ts";
import { localaiProfile } from "./engines/localai.ts";
import { nimProfile } from "./engines/nim.ts";
import { ollamaProfile } from "./engines/ollama.ts";
import { openaiProfile } from "./engines/openai.ts";
import { rayProfile } from "./engines/ray.ts";
import { sglangProfile } from "./engines/sglang.ts";
import { teiProfile } from "./engines/tei.ts";
import { tgiProfile } from "./engines/tgi.ts";
import { tritonProfile } from "./engines/triton.ts";
import { trtllmProfile } from "./engines/trtllm.ts";
import { vllmProfile } from "./engines/vllm.ts";

/** Every kind of server that is known. */
export const PROFILES: readonly EngineProfile[] = [
  vllmProfile,
  sglangProfile,
  tgiProfile,
  teiProfile,
  llamacppProfile,
  ollamaProfile,
  litellmProfile,
  tritonProfile,
  trtllmProfile,
  nimProfile,
  lmdeployProfile,
  lmstudioProfile,
  localaiProfile,
  rayProfile,
  dynamoProfile,
  openaiProfile,
];

export function profileOf(id: string): EngineProfile | undefined {
  return PROFILES.find((profile) => profile.id === id);
}
