import { SLOS, THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { BAD, CALM, WARN } from "../layer/colours.ts";
import type { Mapping } from "../layer/panel.ts";
import { stat } from "../layer/stat.ts";
import { rows } from "../layer/table.ts";
import { states } from "../layer/timeline.ts";
import { FAILED_SHARE, quantileNow, SERVER } from "./expressions.ts";
import type { Quantile } from "./expressions.ts";
import { NOT_PRODUCING } from "./shared_tiles.ts";

const { llm } = THRESHOLDS;
const FIRST_TOKEN = "llm_monitor_llm_time_to_first_token_seconds";
const worst = (q: Quantile, histogram: string) => `max(${quantileNow(q, histogram)})`;

/** The worst of the chosen servers. */
export const LLM_TILES = [
  stat({
    title: "Servers down",
    asks: "Does a server not answer?",
    unit: "none",
    expr: "count(llm_monitor_llm_up) - sum(llm_monitor_llm_up)",
    judge: { bad: 1 },
  }),
  NOT_PRODUCING,
  stat({
    title: "Failed requests",
    asks: "Which share of the requests fails?",
    unit: "percentunit",
    decimals: 2,
    expr: FAILED_SHARE,
    judge: { warn: 1 - SLOS.availability.objective, bad: 0.05 },
    toldBy: "errors",
  }),
  stat({
    title: "TTFT p50",
    asks: "How long does the median user of the slowest server wait for the first token?",
    unit: "s",
    expr: worst("p50", FIRST_TOKEN),
    toldBy: "time_to_first_token",
  }),
  stat({
    title: "TTFT p95",
    asks: "And one in twenty users?",
    unit: "s",
    expr: worst("p95", FIRST_TOKEN),
    judge: { warn: SLOS.timeToFirstToken.seconds, bad: llm.firstTokenSeconds },
    toldBy: "time_to_first_token",
  }),
  stat({
    title: "TTFT p99",
    asks: "And one in a hundred?",
    unit: "s",
    expr: worst("p99", FIRST_TOKEN),
    toldBy: "time_to_first_token",
  }),
  stat({
    title: "ITL p95",
    asks: "How long is the pause between two tokens at the slowest server?",
    unit: "s",
    expr: worst("p95", "llm_monitor_llm_inter_token_latency_seconds"),
    judge: { warn: SLOS.interTokenLatency.seconds, bad: 2 * SLOS.interTokenLatency.seconds },
    toldBy: "token_latency",
  }),
  stat({
    title: "TPOT p95",
    asks: "How long does a token take, over whole requests?",
    help: "For agreements with users; the pause between tokens is for operating.",
    unit: "s",
    expr: worst("p95", "llm_monitor_llm_time_per_output_token_seconds"),
    toldBy: "token_latency",
  }),
  stat({
    title: "Whole request p95",
    asks: "How long does a request take, from its arrival to its end?",
    unit: "s",
    decimals: 1,
    expr: worst("p95", "llm_monitor_llm_request_duration_seconds"),
    toldBy: "request_duration",
  }),
  stat({
    title: "Waiting",
    asks: "How many requests wait?",
    unit: "none",
    expr: "sum(llm_monitor_llm_requests_waiting)",
    judge: { warn: llm.waitingRequests },
    toldBy: "queue",
  }),
  stat({
    title: "KV cache",
    asks: "How full is the fullest KV cache?",
    unit: "percentunit",
    decimals: 0,
    expr: "max(llm_monitor_llm_kv_cache_usage_ratio)",
    judge: { warn: llm.kvCacheHighRatio, bad: llm.kvCacheFullRatio },
    toldBy: "kv_cache_usage",
  }),
  stat({
    title: "Preemptions",
    asks: "How many requests are put back for lack of KV cache? Each computes its prompt again.",
    unit: "suffix: /s",
    decimals: 2,
    expr: "sum(rate(llm_monitor_llm_preemptions_total[5m]))",
    judge: { warn: llm.preemptionsPerSecond },
    toldBy: "preemptions",
  }),
];

/** By the number that the query gives each of them. */
const STATES = [
  ["up", "green"],
  ["loading", WARN],
  ["sleeping", "blue"],
  ["refused", "dark-orange"],
  ["down", BAD],
  ["unknown", "text"],
] as const;

const stateMappings: readonly Mapping[] = [{
  type: "value",
  options: Object.fromEntries(STATES.map(([text, color], index) => [
    index + 1,
    { text, color, index },
  ])),
}];

/** The state of each server over time. */
export const SERVER_STATES = states({
  title: "State of servers",
  asks: "Since when is a server down, loading or asleep?",
  help: "A gap is a time of which nothing is known.",
  w: 24,
  h: 8,
  queries: [{
    expr: STATES.map(([state], index) =>
      `${index + 1} * max by (${SERVER}) (llm_monitor_llm_state{state="${state}"})`
    ).join(" + "),
    legend: "{{target}}",
  }],
  mappings: stateMappings,
});

const TOLD: readonly Mapping[] = [{
  type: "value",
  options: {
    0: { text: "not told", color: CALM, index: 0 },
    1: { text: "yes", color: CALM, index: 1 },
  },
}];

const FEATURES = [
  ["TTFT", "time_to_first_token"],
  ["ITL, TPOT", "token_latency"],
  ["Duration", "request_duration"],
  ["Requests", "requests"],
  ["Errors", "errors"],
  ["Queue", "queue"],
  ["Queue time", "queue_time"],
  ["KV cache", "kv_cache_usage"],
  ["Preemptions", "preemptions"],
  ["Prefix cache", "prefix_cache"],
  ["Prefill", "prompt_tokens"],
  ["Decode", "generation_tokens"],
  ["Models", "loaded_models"],
] as const;

/** The features that each server can tell: an empty panel elsewhere is explained here. */
export const CAPABILITIES = rows({
  title: "Capabilities",
  asks: "Is a panel empty because this server cannot tell it?",
  help: "Not told: its engine has no such number. Yes, and empty elsewhere: look how it is read.",
  w: 24,
  h: 9,
  columns: [
    { title: "Server", label: "target" },
    { title: "Engine", label: "engine" },
    { title: "Machine", label: "instance" },
    ...FEATURES.map(([title, feature]) => ({
      title,
      expr: `max by (${SERVER}, engine) (llm_monitor_llm_capability{feature="${feature}"})`,
      mappings: TOLD,
    })),
  ],
});
