import type { EngineProfile } from "../engine_profile.ts";
import { counter, gauge, histogram } from "../engine_table.ts";
import type { EngineTable } from "../engine_table.ts";
import { openaiModels } from "../sources/openai_models.ts";
import { sglang } from "./sglang.ts";
import { trtllm } from "./trtllm.ts";
import { vllm } from "./vllm.ts";

const d = (name: string) => `dynamo_frontend_${name}`;

/** Dynamo's front end, as it sees the workers behind it. */
export const dynamo: EngineTable = {
  id: "dynamo",
  prefixes: ["dynamo_frontend_"],
  modelLabels: ["model"],
  rows: [
    gauge("requests_running", d("inflight_requests")),
    gauge("requests_waiting", d("queued_requests")),
    counter("requests_total", d("requests"), {
      label: {
        name: "finish_reason",
        from: "status",
        values: { success: "unknown" },
        otherwise: "error",
      },
    }),
    counter("prompt_tokens_total", d("input_sequence_tokens")),
    counter("generation_tokens_total", d("output_sequence_tokens")),
    histogram("time_to_first_token_seconds", d("time_to_first_token_seconds")),
    histogram("inter_token_latency_seconds", d("inter_token_latency_seconds")),
    histogram("request_duration_seconds", d("request_duration_seconds")),
    histogram("request_prompt_tokens", d("input_sequence_tokens")),
    histogram("request_generation_tokens", d("output_sequence_tokens")),
  ],
};

export const dynamoProfile: EngineProfile = {
  id: "dynamo",
  title: "NVIDIA Dynamo",
  health: { paths: ["/health", "/live"] },
  metrics: {
    paths: ["/metrics"],
    // A worker shows its engine's own families, the front end those of requests.
    tables: [vllm, sglang, trtllm, dynamo],
    enable: "set DYN_SYSTEM_PORT for a worker; those of the front end are always on",
  },
  sources: [openaiModels({ isOptional: true })],
  needs: "nothing; for a worker `DYN_SYSTEM_PORT`",
};
