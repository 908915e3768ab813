import { SLOS } from "../../../runtime/contract/thresholds.ts";
import { QUANTILE_COLOURS } from "../layer/colours.ts";
import { lines } from "../layer/timeseries.ts";
import { MODEL_LEGEND, quantile } from "./expressions.ts";

const FIRST_TOKEN = "llm_monitor_llm_time_to_first_token_seconds";

/** The p50, p95 and p99 of the worst server, in the colours that they have everywhere. */
function quantiles(histogram: string): { expr: string; legend: string }[] {
  return (["p50", "p95", "p99"] as const).map((q) => ({
    expr: `max(${quantile(q, histogram)})`,
    legend: q,
  }));
}

const COLOURS = {
  "^p50$": QUANTILE_COLOURS.p50,
  "^p95$": QUANTILE_COLOURS.p95,
  "^p99$": QUANTILE_COLOURS.p99,
};

/** The mean time of a phase, over all requests that ended. */
function mean(histogram: string): string {
  return `sum(rate(${histogram}_sum[$__rate_interval])) / sum(rate(${histogram}_count[$__rate_interval]))`;
}

/** Times that users feel. */
export const LATENCY = [
  lines({
    title: "Time to first token",
    asks: "How long is the wait for the first token on the slowest selected server?",
    help: "The dashed line is the objective.",
    w: 8,
    h: 9,
    unit: "s",
    isLogarithmic: true,
    min: 0.01,
    queries: quantiles(FIRST_TOKEN),
    colours: COLOURS,
    lines: { bad: SLOS.timeToFirstToken.seconds },
  }),
  lines({
    title: "Time to first token, p95",
    asks: "Which server and model is slow?",
    w: 8,
    h: 9,
    unit: "s",
    queries: [{ expr: quantile("p95", FIRST_TOKEN), legend: MODEL_LEGEND }],
    lines: { bad: SLOS.timeToFirstToken.seconds },
  }),
  lines({
    title: "Queue time, p95",
    asks: "Do users wait because requests queue up?",
    w: 8,
    h: 9,
    unit: "s",
    queries: [{
      expr: quantile("p95", "llm_monitor_llm_request_queue_seconds"),
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Inter-token latency, p95",
    asks: "How smoothly do tokens arrive?",
    help: "Longer pauses at the same traffic: long prompts in between, or a throttled GPU.",
    w: 8,
    h: 9,
    unit: "s",
    queries: [{
      expr: quantile("p95", "llm_monitor_llm_inter_token_latency_seconds"),
      legend: MODEL_LEGEND,
    }],
    lines: { bad: SLOS.interTokenLatency.seconds },
  }),
  lines({
    title: "Time per output token, p95",
    asks: "How long does a token take, averaged over each request?",
    help: "With TGI it includes the prefill.",
    w: 8,
    h: 9,
    unit: "s",
    queries: [{
      expr: quantile("p95", "llm_monitor_llm_time_per_output_token_seconds"),
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Request duration, p95",
    asks: "How long does a request take, from arrival to completion?",
    w: 8,
    h: 9,
    unit: "s",
    queries: [{
      expr: quantile("p95", "llm_monitor_llm_request_duration_seconds"),
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Where the time goes",
    asks: "Is it the queue, the prompt or the answer that takes the time?",
    help: "Means over the servers that report them. Inference is prefill and decode together.",
    w: 24,
    h: 7,
    unit: "s",
    queries: [
      { expr: mean("llm_monitor_llm_request_queue_seconds"), legend: "queue" },
      { expr: mean("llm_monitor_llm_request_prefill_seconds"), legend: "prefill" },
      { expr: mean("llm_monitor_llm_request_decode_seconds"), legend: "decode" },
      { expr: mean("llm_monitor_llm_request_inference_seconds"), legend: "inference" },
    ],
  }),
];
