import { lmstudioServedModels } from "./served_models.ts";
import { readJson } from "../../http/ask.ts";
import type { ServerKind } from "../server_kind.ts";
import { lmstudioModels } from "./models.ts";

/** LM Studio. It has no metrics. */
export const server: ServerKind = {
  id: "lmstudio",
  title: "LM Studio",
  signs: {
    pages: [{ path: "/lmstudio-greeting", is: (answer) => readJson(answer).lmstudio === true }],
  },
  health: { paths: ["/lmstudio-greeting"] },
  sources: lmstudioModels,
  chat: "lmstudio",
  servedModels: lmstudioServedModels,
  needs: "nothing; with a key, `apiKeyEnv`",
  shows: "models and context; the rest by a probe",
};
