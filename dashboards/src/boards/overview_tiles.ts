import { SLOS, THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { arrangeInLines } from "../layer/layout.ts";
import { stat } from "../layer/stat.ts";
import { withoutProxies } from "../promql/without_proxies.ts";
import { FAILED_SHARE, ownTokensNow, quantileNow, RECENT_XIDS } from "./expressions.ts";
import { DRIVER_ACTIONS, NOT_PRODUCING, OLDEST_DATA, RESTARTS } from "./shared_tiles.ts";

const { llm, system } = THRESHOLDS;
const FIRST_TOKEN = "llm_monitor_llm_time_to_first_token_seconds";

/** Is it up, and is the data fresh? */
export const UP_TILES = arrangeInLines(4, [
  stat({
    title: "Hosts down",
    asks: "Is a monitor unreachable? Nothing is known about its host then.",
    help: "Check that the host is up, then its llm-monitor.",
    unit: "none",
    expr: "count(up) - sum(up)",
    judge: { bad: 1 },
  }),
  stat({
    title: "Plugins failing",
    asks: "Has a plugin stopped delivering data?",
    help: "The board Runtime & plugins shows which one, and why.",
    unit: "none",
    expr: "count(llm_monitor_plugin_up) - sum(llm_monitor_plugin_up)",
    judge: { bad: 1 },
  }),
  OLDEST_DATA,
  stat({
    title: "Servers down",
    asks: "Is an LLM server not responding?",
    help: "The table of servers below shows which one.",
    unit: "none",
    expr: "count(llm_monitor_llm_up) - sum(llm_monitor_llm_up)",
    judge: { bad: 1 },
  }),
]);

/** Do users feel it? Each tile is the worst server: means hide it. */
export const USER_TILES = arrangeInLines(4, [
  stat({
    title: "TTFT p95",
    asks:
      "How long is the wait for the first token on the slowest server? One in twenty waits longer.",
    unit: "s",
    expr: `max(${quantileNow("p95", FIRST_TOKEN)})`,
    judge: { warn: SLOS.timeToFirstToken.seconds, bad: llm.firstTokenSeconds },
    capability: "time_to_first_token",
  }),
  stat({
    title: "TTFT p99",
    asks: "How long is the wait on the slowest server? One in a hundred waits longer.",
    unit: "s",
    expr: `max(${quantileNow("p99", FIRST_TOKEN)})`,
    capability: "time_to_first_token",
  }),
  stat({
    title: "ITL p95",
    asks: "How long is the pause between two tokens on the slowest server?",
    unit: "s",
    expr: `max(${quantileNow("p95", "llm_monitor_llm_inter_token_latency_seconds")})`,
    judge: { warn: SLOS.interTokenLatency.seconds, bad: 2 * SLOS.interTokenLatency.seconds },
    capability: "token_latency",
  }),
  stat({
    title: "Failed requests",
    asks: "What share of requests fails, on the worst server?",
    unit: "percentunit",
    decimals: 2,
    expr: FAILED_SHARE,
    judge: { warn: 1 - SLOS.availability.objective, bad: llm.failedRatio },
    capability: "errors",
  }),
]);

/** Do requests queue, and does anything come of them? */
export const QUEUE_TILES = arrangeInLines(4, [
  stat({
    title: "Running",
    asks: "How many requests are being processed?",
    unit: "none",
    expr: `sum(${withoutProxies("llm_monitor_llm_requests_running")})`,
    capability: "requests",
  }),
  stat({
    title: "Waiting",
    asks: "How many requests are waiting, on all servers together?",
    unit: "none",
    expr: "sum(llm_monitor_llm_requests_waiting)",
    judge: { warn: llm.waitingRequests },
    capability: "queue",
  }),
  stat({
    title: "Queue p95",
    asks: "How long does a request on the slowest server wait before it is processed?",
    unit: "s",
    expr: `max(${quantileNow("p95", "llm_monitor_llm_request_queue_seconds")})`,
    capability: "queue_time",
  }),
  NOT_PRODUCING,
]);

/** Load and output: prefill and decode apart, since a sum hides that one fell. */
export const LOAD_TILES = arrangeInLines(4, [
  stat({
    title: "KV cache",
    asks: "How full is the fullest KV cache? At 100 % requests wait or are preempted.",
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
  stat({
    title: "Prefill",
    asks: "How many prompt tokens are processed per second?",
    unit: "suffix: tok/s",
    decimals: 0,
    expr: `sum(${ownTokensNow("prompt")})`,
    capability: "prompt_tokens",
  }),
  stat({
    title: "Decode",
    asks: "How many tokens are generated per second?",
    unit: "suffix: tok/s",
    decimals: 0,
    expr: `sum(${ownTokensNow("generation")})`,
    capability: "generation_tokens",
  }),
]);

/** Is the hardware well, and what changed? */
export const MACHINE_TILES = arrangeInLines(4, [
  stat({
    title: "GPUs lost",
    asks: "Has a GPU that was there before become unreachable?",
    unit: "none",
    expr: "count(llm_monitor_gpu_up) - sum(llm_monitor_gpu_up)",
    judge: { bad: 1 },
  }),
  stat({
    title: "GPUs throttled",
    asks: "How many GPUs are throttled by heat or by a power brake?",
    help: "Check cooling and power supply; the board GPU shows which one, and why.",
    unit: "none",
    expr: "sum(max by (job, instance, gpu) (llm_monitor_gpu_clock_event_active" +
      '{reason=~"hw_thermal_slowdown|sw_thermal_slowdown|hw_slowdown|hw_power_brake_slowdown"}))',
    judge: { warn: 1 },
  }),
  stat({
    title: "Xid errors, 1 h",
    asks: "Did the driver report a GPU error within the last hour?",
    help: "The board GPU shows which one, how severe it is, and what to do.",
    unit: "none",
    decimals: 0,
    expr: RECENT_XIDS,
    judge: { warn: 1 },
  }),
  DRIVER_ACTIONS,
  stat({
    title: "Fullest disk",
    asks: "How full is the fullest file system?",
    unit: "percentunit",
    decimals: 0,
    expr: "max(1 - llm_monitor_system_filesystem_available_bytes" +
      " / llm_monitor_system_filesystem_size_bytes)",
    judge: { warn: 1 - system.diskAvailableRatio, bad: 1 - system.diskFullRatio },
  }),
  stat({
    title: "Memory available",
    asks: "How much memory is available, on the host that has the least?",
    unit: "percentunit",
    decimals: 0,
    expr: "min(llm_monitor_system_memory_available_bytes / llm_monitor_system_memory_total_bytes)",
    judge: {
      warn: system.memoryWarnRatio,
      bad: system.memoryAvailableRatio,
      isLowBad: true,
    },
  }),
  RESTARTS,
  stat({
    title: "Tokens per joule",
    asks:
      "How many tokens does a joule buy? It falls when GPUs are busy without producing anything.",
    unit: "none",
    decimals: 2,
    expr: `sum(${ownTokensNow("generation")})` +
      " / sum(avg_over_time(llm_monitor_gpu_power_draw_watts[5m]))",
  }),
]);
