import { hasFields } from "../../http/ask.ts";
import type { ServerKind } from "../server_kind.ts";
import { huggingFaceInfo } from "../hugging_face_info.ts";
import { teiMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "tei",
  title: "Text Embeddings Inference",
  signs: {
    pages: [{
      path: "/info",
      is: (answer) => hasFields(answer, "model_type", "max_batch_tokens"),
    }],
    families: ["te_"],
  },
  health: { paths: ["/health"] },
  version: { path: "/info", key: "version" },
  metrics: {
    paths: ["/metrics"],
    mappings: [teiMapping],
    isEmptyAtFirst: true,
    enable: "they are always on",
  },
  sources: [huggingFaceInfo("max_input_length", ["served_model_name", "model_id"])],
  chat: "none",
  needs: "nothing; with a key, `apiKeyEnv` for the model's name",
  shows: "requests and times; it generates no tokens",
};
