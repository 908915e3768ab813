import { toAmount, toPositive } from "../../http/json_fields.ts";
import type { JsonSource } from "../server_kind.ts";

/** `/api/extra/perf` of KoboldCpp, which has no metrics. Its `last_...` stand still while it computes. */
export const koboldcppPerf: JsonSource = {
  name: "perf",
  asks: [{ path: "/api/extra/perf" }],
  isOptional: true,
  provides: [
    "requests_running",
    "requests_waiting",
    "requests_total",
    "generation_tokens_per_second",
  ],
  add: ([perf = {}], metrics) => {
    const model = metrics.onlyModel;
    const idle = toAmount(perf.idle);
    // It computes one at a time.
    metrics.ofModel("requests_running", model, idle === undefined ? undefined : idle > 0 ? 0 : 1);
    metrics.ofModel("requests_waiting", model, toAmount(perf.queue));
    const name = metrics.names.name(model);
    const total = toAmount(perf.total_gens);
    metrics.gauge("requests_total", total, { model: name, finish_reason: "unknown" });
    metrics.ofModel("generation_tokens_per_second", model, toPositive(perf.last_eval_speed));
  },
};

/** The context that KoboldCpp was given. */
export const koboldcppContext: JsonSource = {
  name: "context",
  asks: [{ path: "/api/extra/true_max_context_length", isSlow: true }],
  isOptional: true,
  provides: ["model_context_tokens"],
  add: ([context = {}], metrics) => {
    metrics.ofModel("model_context_tokens", metrics.onlyModel, toPositive(context.value));
  },
};
