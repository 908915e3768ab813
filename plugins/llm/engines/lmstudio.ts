import type { EngineProfile } from "../engine_profile.ts";
import { lmstudioModels } from "../sources/lmstudio_models.ts";

/** LM Studio. It has no metrics. */
export const lmstudioProfile: EngineProfile = {
  id: "lmstudio",
  title: "LM Studio",
  health: { paths: ["/lmstudio-greeting"] },
  sources: lmstudioModels,
  needs: "nothing; with a key, `apiKeyEnv`",
};
