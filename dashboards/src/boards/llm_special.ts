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

const BUSIEST =
  "Of the engine that has most of them, of those that are chosen above: each engine has " +
  "buckets of its own.";

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
    title: "Pause between tokens",
    asks: "Is it always slow, or now and then?",
    help: BUSIEST,
    ...size,
    unit: "s",
    expr: bucketsOfBusiest("llm_monitor_llm_inter_token_latency_seconds"),
  }),
  heatmap({
    title: "Whole request",
    asks: "How long do requests take?",
    help: BUSIEST,
    ...size,
    unit: "s",
    expr: bucketsOfBusiest("llm_monitor_llm_request_duration_seconds"),
  }),
  lines({
    title: "Length of prompts, p95",
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
    title: "Length of answers, p95",
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
    title: "Accepted of drafted tokens",
    asks: "Does guessing pay? Below a third it costs more than it brings.",
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
    title: "Tokens that a draft brings",
    asks: "How many tokens does one step of the large model give?",
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
    asks: "How often is guessed?",
    ...size,
    unit: "suffix: /s",
    queries: [{ expr: rate("llm_monitor_llm_spec_decode_drafts_total"), legend: MODEL_LEGEND }],
  }),
];

/** Small changes of a model, loaded beside it. */
export const LORA = [
  lines({
    title: "Adapters",
    asks: "How many adapters run and wait?",
    w: 12,
    h: 8,
    unit: "none",
    queries: [{
      expr: `sum by (${MODEL}, state) (llm_monitor_llm_lora_adapters)`,
      legend: `${MODEL_LEGEND} {{state}}`,
    }],
  }),
  bars({
    title: "Adapters that fit in",
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
    title: "Tokens of a step, p95",
    asks: "How much does one step of the engine compute?",
    ...size,
    unit: "suffix: tok",
    queries: [{ expr: quantile("p95", "llm_monitor_llm_step_tokens"), legend: MODEL_LEGEND }],
  }),
  lines({
    title: "Requests of a batch, p95",
    asks: "How large are the batches that are formed?",
    ...size,
    unit: "none",
    queries: [{
      expr: quantile("p95", "llm_monitor_llm_batch_formed_requests"),
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Requests in a batch",
    asks: "How many requests are computed together?",
    ...size,
    unit: "none",
    queries: [{
      expr: `max by (${MODEL}) (llm_monitor_llm_batch_requests)`,
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Time on prompts and answers",
    asks: "How much of the time does llama.cpp spend on each?",
    w: 12,
    h: 8,
    unit: "percentunit",
    queries: [
      {
        expr: rate("llm_monitor_llm_prompt_processing_seconds_total"),
        legend: `${MODEL_LEGEND} prompts`,
      },
      { expr: rate("llm_monitor_llm_generation_seconds_total"), legend: `${MODEL_LEGEND} answers` },
    ],
  }),
  lines({
    title: "Requests moved out of the card",
    asks: "How many requests of vLLM V0 were swapped out?",
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
    asks: "Which server does a router hold for dead?",
    w: 12,
    h: 8,
    columns: [
      { title: "Router", label: "target" },
      { title: "Server", label: "backend" },
      {
        title: "Up",
        expr: `max by (${SERVER}, backend) (llm_monitor_llm_backend_up)`,
        mappings: UP_OR_DOWN,
        width: 80,
      },
    ],
  }),
  bars({
    title: "Deployments of a model",
    asks: "How many deployments of a model are in which state?",
    w: 12,
    h: 8,
    unit: "none",
    queries: [{
      expr: `sum by (target, model, state) (llm_monitor_llm_deployment_state)`,
      legend: "{{target}} {{model}} {{state}}",
    }],
  }),
];
