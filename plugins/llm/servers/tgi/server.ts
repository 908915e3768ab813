import { readJson } from "../../http/ask.ts";
import type { ServerKind } from "../server_kind.ts";
import { huggingFaceInfo } from "../hugging_face_info.ts";
import { tgiMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "tgi",
  title: "Text Generation Inference",
  signs: {
    pages: [{
      path: "/info",
      is: (answer) => readJson(answer).router === "text-generation-router",
    }],
    families: ["tgi_"],
  },
  health: { paths: ["/health"] },
  version: { path: "/info", key: "version" },
  metrics: {
    paths: ["/metrics"],
    mappings: [tgiMapping],
    isEmptyAtFirst: true,
    enable: "they are always on",
  },
  sources: [huggingFaceInfo("max_total_tokens", ["model_id"])],
  needs: "nothing",
  shows: "no TTFT and no KV cache, which it does not report",
};
