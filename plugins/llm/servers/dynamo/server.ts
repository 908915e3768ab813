import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { dynamoMapping, dynamoWorkerMapping, withUsualPrefix } from "./mapping.ts";
import { sglangMapping } from "../sglang/mapping.ts";
import { trtllmMapping } from "../trtllm/mapping.ts";
import { vllmMapping } from "../vllm/mapping.ts";

export const server: ServerKind = {
  id: "dynamo",
  title: "NVIDIA Dynamo",
  signs: { families: ["dynamo_", "\\w+_input_sequence_tokens"] },
  wraps: true,
  health: { paths: ["/health", "/live"] },
  metrics: {
    paths: ["/metrics"],
    // A worker shows its engine's own families, the front end those of requests.
    mappings: [vllmMapping, sglangMapping, trtllmMapping, dynamoMapping, dynamoWorkerMapping],
    rewrite: withUsualPrefix,
    enable: "set DYN_SYSTEM_PORT for a worker; those of the front end are always on",
  },
  sources: [openaiModels({ isOptional: true })],
  needs: "nothing; for a worker, `DYN_SYSTEM_PORT`",
  shows: "the front end's view; for a worker, its engine's own",
};
