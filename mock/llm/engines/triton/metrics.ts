import { readTable } from "../../exposition/read_table.ts";
import type { Row } from "../../exposition/table.ts";
import { completed, ended } from "../../exposition/values.ts";
import { V0_ROWS } from "../vllm/metrics.ts";
import coreText from "./core.csv" with { type: "text" };
import latenciesText from "./latencies.csv" with { type: "text" };
import trtllmText from "./trtllm.csv" with { type: "text" };

const micros = (seconds: number) => Math.round(seconds * 1e6);

/** Triton's own counts of each model: sums in microseconds, and no `_total`. */
const CORE_ROWS = readTable(coreText, "triton/core.csv", {
  values: {
    durationMicros: ended(({ durationSeconds }) => micros(durationSeconds)),
    queueMicros: ended(({ queueSeconds }) => micros(queueSeconds)),
    inputMicros: ended(({ requests }) => requests * 40),
    inferenceMicros: ended((sums) => micros(sums.prefillSeconds + sums.decodeSeconds)),
    outputMicros: ended(({ requests }) => requests * 60),
  },
});

/** Times that an operator has to ask for, in milliseconds. */
const LATENCY_ROWS = readTable(latenciesText, "triton/latencies.csv", {
  observations: {
    millisecondsToFirstToken: completed((request) => request.timeToFirstTokenSeconds * 1_000),
  },
});

/** The addition of the backend for TensorRT-LLM. */
const TRTLLM_ROWS = readTable(trtllmText, "triton/trtllm.csv", {
  values: { nowMicros: () => micros(Date.now() / 1000) },
});

/** Families of vLLM that its backend keeps, under Triton's labels. */
const VLLM_KEPT = new Set([
  ...["prompt_tokens_total", "generation_tokens_total", "num_preemptions_total"],
  ...["iteration_tokens_total", "time_to_first_token_seconds", "time_per_output_token_seconds"],
  ...["e2e_request_latency_seconds", "request_queue_time_seconds"],
  ...["request_inference_time_seconds", "request_prefill_time_seconds"],
  ...["request_decode_time_seconds", "request_prompt_tokens", "request_generation_tokens"],
  ...["request_params_n", "num_requests_running", "num_requests_waiting", "gpu_cache_usage_perc"],
].map((name) => `vllm:${name}`));

/** Returns the families of a variant: its backend's, and those of Triton. */
export function tritonRows(variant: string | undefined): readonly Row[] {
  if (variant === "vllm") {
    return [...V0_ROWS.filter(({ name }) => VLLM_KEPT.has(name)), ...CORE_ROWS];
  }
  const latencies = variant === "trtllm_histograms" ? LATENCY_ROWS : [];
  return [...TRTLLM_ROWS, ...CORE_ROWS, ...latencies];
}
