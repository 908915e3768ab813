import type { EngineProfile } from "../engine_profile.ts";
import { openaiModels } from "../sources/openai_models.ts";

/** Any other server of OpenAI's API. */
export const openaiProfile: EngineProfile = {
  id: "openai",
  title: "Any other of OpenAI's API",
  health: { paths: ["/v1/models"] },
  sources: [openaiModels({})],
  needs: "with a key, `apiKeyEnv`",
};
