import { readJson } from "../../http/ask.ts";
import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { koboldcppContext, koboldcppPerf } from "./perf.ts";

export const server: ServerKind = {
  id: "koboldcpp",
  title: "KoboldCpp",
  signs: {
    owners: ["koboldcpp"],
    pages: [{
      path: "/api/extra/version",
      is: (answer) => readJson(answer).result === "KoboldCpp",
    }],
  },
  health: { paths: ["/api/extra/version"] },
  version: { path: "/api/extra/version", key: "version" },
  sources: [openaiModels({ areLoaded: true }), koboldcppPerf, koboldcppContext],
  needs: "nothing; with a password, `apiKeyEnv`",
  shows: "running, waiting, requests, context; the rest by a probe",
};
