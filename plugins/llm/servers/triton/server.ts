import { readJson } from "../../http/ask.ts";
import type { ServerKind } from "../server_kind.ts";
import { tritonMapping, tritonTrtllmMapping } from "./mapping.ts";
import { vllmMapping } from "../vllm/mapping.ts";

export const server: ServerKind = {
  id: "triton",
  title: "Triton",
  signs: {
    pages: [{ path: "/v2", is: (answer) => readJson(answer).name === "triton" }],
    families: ["nv_inference_", "nv_trt_llm_"],
  },
  wraps: true,
  // The second is of its front end for OpenAI's API, the third of its port for metrics alone.
  health: { paths: ["/v2/health/ready", "/health/ready", "/metrics"] },
  version: { path: "/v2", key: "version" },
  metrics: {
    paths: ["/metrics"],
    port: 8002,
    mappings: [tritonTrtllmMapping, vllmMapping, tritonMapping],
    enable: "start Triton without --allow-metrics=false; for TTFT set histogram_latencies=true",
  },
  sources: [],
  chat: "none",
  needs: "`metricsUrl`, unless it is on port 8002 of this machine",
  shows: "TensorRT-LLM and vLLM behind it as themselves; for other backends, requests and times",
};
