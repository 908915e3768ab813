import { SLOS, THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { BAD, WARN } from "../layer/colours.ts";
import { arrangeInLines } from "../layer/layout.ts";
import type { Mapping } from "../layer/panel.ts";
import { stat } from "../layer/stat.ts";
import { rows } from "../layer/table.ts";
import { states } from "../layer/timeline.ts";
import { FAILED_SHARE, quantileNow, SERVER } from "./expressions.ts";
import type { Quantile } from "./expressions.ts";
import { YES_OR_NO } from "./mappings.ts";
import { NOT_PRODUCING } from "./shared_tiles.ts";

const { llm } = THRESHOLDS;
const FIRST_TOKEN = "llm_monitor_llm_time_to_first_token_seconds";
const worst = (q: Quantile, histogram: string) => `max(${quantileNow(q, histogram)})`;

/** The worst of the chosen servers. */
export const LLM_TILES = arrangeInLines(4, [
  stat({
    title: "Servers down",
    asks: "Is a server not responding?",
    unit: "none",
    expr: "count(llm_monitor_llm_up) - sum(llm_monitor_llm_up)",
    judge: { bad: 1 },
  }),
  NOT_PRODUCING,
  stat({
    title: "Failed requests",
    asks: "What share of requests fails, on the worst server?",
    unit: "percentunit",
    decimals: 2,
    expr: FAILED_SHARE,
    judge: { warn: 1 - SLOS.availability.objective, bad: llm.failedRatio },
    capability: "errors",
  }),
  stat({
    title: "Waiting",
    asks: "How many requests are waiting?",
    unit: "none",
    expr: "sum(llm_monitor_llm_requests_waiting)",
    judge: { warn: llm.waitingRequests },
    capability: "queue",
  }),
  stat({
    title: "TTFT p50",
    asks: "How long is the median wait for the first token on the slowest server?",
    unit: "s",
    expr: worst("p50", FIRST_TOKEN),
    capability: "time_to_first_token",
  }),
  stat({
    title: "TTFT p95",
    asks: "How long is the wait for the first token? One in twenty waits longer.",
    unit: "s",
    expr: worst("p95", FIRST_TOKEN),
    judge: { warn: SLOS.timeToFirstToken.seconds, bad: llm.firstTokenSeconds },
    capability: "time_to_first_token",
  }),
  stat({
    title: "TTFT p99",
    asks: "How long is the wait for the first token? One in a hundred waits longer.",
    unit: "s",
    expr: worst("p99", FIRST_TOKEN),
    capability: "time_to_first_token",
  }),
  stat({
    title: "ITL p95",
    asks: "How long is the pause between two tokens on the slowest server?",
    unit: "s",
    expr: worst("p95", "llm_monitor_llm_inter_token_latency_seconds"),
    judge: { warn: SLOS.interTokenLatency.seconds, bad: 2 * SLOS.interTokenLatency.seconds },
    capability: "token_latency",
  }),
  stat({
    title: "TPOT p95",
    asks: "How long does a token take, averaged over each request?",
    help: "Use it for service-level agreements, and ITL for operations.",
    unit: "s",
    expr: worst("p95", "llm_monitor_llm_time_per_output_token_seconds"),
    capability: "token_latency",
  }),
  stat({
    title: "Request p95",
    asks: "How long does a request take, from arrival to completion?",
    unit: "s",
    decimals: 1,
    expr: worst("p95", "llm_monitor_llm_request_duration_seconds"),
    capability: "request_duration",
  }),
  stat({
    title: "KV cache",
    asks: "How full is the fullest KV cache?",
    unit: "percentunit",
    decimals: 0,
    expr: "max(llm_monitor_llm_kv_cache_usage_ratio)",
    judge: { warn: llm.kvCacheHighRatio, bad: llm.kvCacheFullRatio },
    capability: "kv_cache_usage",
  }),
  stat({
    title: "Preemptions",
    asks: "How many requests are preempted for lack of KV cache? Each prompt is computed again.",
    unit: "suffix: /s",
    decimals: 2,
    expr: "sum(rate(llm_monitor_llm_preemptions_total[5m]))",
    judge: { warn: llm.preemptionsPerSecond },
    capability: "preemptions",
  }),
]);

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
  title: "Server state",
  asks: "Since when has a server been down, loading or asleep?",
  help: "A gap means that nothing is known about that time.",
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

/** The features that each server can report: an empty panel elsewhere is explained here. */
export const CAPABILITIES = rows({
  title: "Capabilities",
  asks: "Is a panel empty because the server cannot report it?",
  help:
    "No: its engine does not expose it. Yes, but empty elsewhere: see how the monitor reads the server.",
  w: 24,
  h: 9,
  columns: [
    { title: "Server", label: "target" },
    { title: "Engine", label: "engine" },
    { title: "Host", label: "instance" },
    ...FEATURES.map(([title, feature]) => ({
      title,
      expr: `max by (${SERVER}, engine) (llm_monitor_llm_capability{feature="${feature}"})`,
      mappings: YES_OR_NO,
      // As wide as its title: there are many.
      width: 0,
    })),
  ],
});
