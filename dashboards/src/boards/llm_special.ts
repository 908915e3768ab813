import { heatmap } from "../layer/heatmap.ts";
import { bars } from "../layer/bars.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { MODEL_LEGEND, quantile, SERVER } from "./expressions.ts";
import { UP_OR_DOWN } from "./mappings.ts";

const MODEL = `${SERVER}, model`;
const size = { w: 8, h: 8 };
const rate = (counter: string, by = MODEL) => `sum by (${by}) (rate(${counter}[$__rate_interval]))`;

/**
 * Buckets of the busiest of the chosen engines: each engine chooses its own bounds, and a sum over two of
 * them shows stripes that nobody measured.
 */
function bucketsOfBusiest(histogram: string): string {
  const busiest = `topk(1, sum by (engine) (rate(${histogram}_count[$__range] @ end())))`;
  return `sum by (le) (rate(${histogram}_bucket[$__rate_interval]) and on (engine) ${busiest})`;
}

const BUSIEST = "Of the busiest of the engines selected above: each engine has buckets of its own.";

/** Histograms as they are. */
export const DISTRIBUTION = [
  heatmap({
    title: "Time to first token",
    asks: "Are there two kinds of requests, such as short and long prompts?",
    help: BUSIEST,
    ...size,
    unit: "s",
    expr: bucketsOfBusiest("llm_monitor_llm_time_to_first_token_seconds"),
  }),
  heatmap({
    title: "Inter-token latency",
    asks: "Is it always slow, or only now and then?",
    help: BUSIEST,
    ...size,
    unit: "s",
    expr: bucketsOfBusiest("llm_monitor_llm_inter_token_latency_seconds"),
  }),
  heatmap({
    title: "Request duration",
    asks: "How long do requests take?",
    help: BUSIEST,
    ...size,
    unit: "s",
    expr: bucketsOfBusiest("llm_monitor_llm_request_duration_seconds"),
  }),
  lines({
    title: "Prompt length, p95",
    asks: "Did prompts get longer?",
    w: 12,
    h: 8,
    unit: "suffix: tok",
    queries: [{
      expr: quantile("p95", "llm_monitor_llm_request_prompt_tokens"),
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Answer length, p95",
    asks: "Did answers get longer?",
    w: 12,
    h: 8,
    unit: "suffix: tok",
    queries: [{
      expr: quantile("p95", "llm_monitor_llm_request_generation_tokens"),
      legend: MODEL_LEGEND,
    }],
  }),
];

/** A small model guesses, and the large one checks. */
export const SPECULATION = [
  lines({
    title: "Draft acceptance rate",
    asks: "Does drafting pay off? Below a third it costs more than it saves.",
    ...size,
    unit: "percentunit",
    max: 1,
    queries: [{
      expr: `${rate("llm_monitor_llm_spec_decode_accepted_tokens_total")}` +
        ` / (${rate("llm_monitor_llm_spec_decode_draft_tokens_total")} > 0)` +
        ` or max by (${MODEL}) (llm_monitor_llm_spec_decode_acceptance_ratio)`,
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Tokens per draft",
    asks: "How many tokens does one step of the large model yield?",
    ...size,
    unit: "suffix: tok",
    queries: [{
      expr: `${rate("llm_monitor_llm_spec_decode_accepted_tokens_total")}` +
        ` / (${rate("llm_monitor_llm_spec_decode_drafts_total")} > 0) + 1` +
        ` or max by (${MODEL}) (llm_monitor_llm_spec_decode_acceptance_length)`,
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Drafts",
    asks: "How many drafts are made?",
    ...size,
    unit: "suffix: /s",
    queries: [{ expr: rate("llm_monitor_llm_spec_decode_drafts_total"), legend: MODEL_LEGEND }],
  }),
];

/** Small changes of a model, loaded beside it. */
export const LORA = [
  lines({
    title: "LoRA adapters",
    asks: "How many adapters are running or waiting?",
    w: 12,
    h: 8,
    unit: "none",
    queries: [{
      expr: `sum by (${MODEL}, state) (llm_monitor_llm_lora_adapters)`,
      legend: `${MODEL_LEGEND} {{state}}`,
    }],
  }),
  bars({
    title: "LoRA slots",
    asks: "How many adapters can run at once?",
    w: 12,
    h: 8,
    unit: "none",
    queries: [{
      expr: `max by (${MODEL}) (llm_monitor_llm_lora_adapters_max)`,
      legend: MODEL_LEGEND,
    }],
  }),
];

/** The engine's way through its batches. */
export const STEPS = [
  lines({
    title: "Tokens per step, p95",
    asks: "How many tokens does one step of the engine process?",
    ...size,
    unit: "suffix: tok",
    queries: [{ expr: quantile("p95", "llm_monitor_llm_step_tokens"), legend: MODEL_LEGEND }],
  }),
  lines({
    title: "Formed batch size, p95",
    asks: "How large are batches when they are formed?",
    ...size,
    unit: "none",
    queries: [{
      expr: quantile("p95", "llm_monitor_llm_batch_formed_requests"),
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Batch size",
    asks: "How many requests are processed together?",
    ...size,
    unit: "none",
    queries: [{
      expr: `max by (${MODEL}) (llm_monitor_llm_batch_requests)`,
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Time on prefill and decode",
    asks: "What share of its time does llama.cpp spend on each?",
    w: 12,
    h: 8,
    unit: "percentunit",
    queries: [
      {
        expr: rate("llm_monitor_llm_prompt_processing_seconds_total"),
        legend: `${MODEL_LEGEND} prefill`,
      },
      { expr: rate("llm_monitor_llm_generation_seconds_total"), legend: `${MODEL_LEGEND} decode` },
    ],
  }),
  lines({
    title: "Swapped requests",
    asks: "How many requests has vLLM V0 swapped out of GPU memory?",
    w: 12,
    h: 8,
    unit: "none",
    queries: [{
      expr: `max by (${MODEL}) (llm_monitor_llm_requests_swapped)`,
      legend: MODEL_LEGEND,
    }],
  }),
];

/** Servers that stand before others. */
export const ROUTERS = [
  rows({
    title: "Servers behind a router",
    asks: "Which server does a router consider down?",
    w: 12,
    h: 8,
    columns: [
      { title: "Router", label: "target" },
      { title: "Backend", label: "backend" },
      {
        title: "Up",
        expr: `max by (${SERVER}, backend) (llm_monitor_llm_backend_up)`,
        mappings: UP_OR_DOWN,
        width: 80,
      },
    ],
  }),
  bars({
    title: "Model deployments",
    asks: "How many deployments of each model are in which state?",
    w: 12,
    h: 8,
    unit: "none",
    queries: [{
      expr: `sum by (target, model, state) (llm_monitor_llm_deployment_state)`,
      legend: "{{target}} {{model}} {{state}}",
    }],
  }),
];
