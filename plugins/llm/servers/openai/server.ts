import { isOpenAi } from "./is_openai.ts";
import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";

/** Any other server of OpenAI's API. */
export const server: ServerKind = {
  id: "openai",
  title: "OpenAI-compatible server",
  signs: { late: { turn: "generic", is: isOpenAi } },
  health: { paths: ["/v1/models"] },
  sources: [openaiModels({})],
  needs: "with a key, `apiKeyEnv`",
  shows: "whether it is up, and its models; the rest by a probe",
};
