import { SLOS, THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { stat } from "../layer/stat.ts";
import {
  behindProxies,
  FAILED_SHARE,
  ownTokensNow,
  quantileNow,
  RECENT_XIDS,
} from "./expressions.ts";
import { NOT_PRODUCING, OLDEST_DATA } from "./shared_tiles.ts";

const { llm, system } = THRESHOLDS;

/** Is it up, and is what we see fresh? */
export const UP_TILES = [
  stat({
    title: "Hosts down",
    asks: "Is a monitor out of reach? All that is known of its machine is missing then.",
    help: "Look whether the machine runs, then at its llm-monitor.",
    unit: "none",
    expr: "count(up) - sum(up)",
    judge: { bad: 1 },
  }),
  stat({
    title: "Plugins failing",
    asks: "Does a part of the monitor see nothing?",
    help: "Runtime & plugins says which, and why.",
    unit: "none",
    expr: "count(llm_monitor_plugin_up) - sum(llm_monitor_plugin_up)",
    judge: { bad: 1 },
  }),
  OLDEST_DATA,
  stat({
    title: "Servers down",
    asks: "Does an LLM server not answer?",
    help: "The table of servers says which, and its state.",
    unit: "none",
    expr: "count(llm_monitor_llm_up) - sum(llm_monitor_llm_up)",
    judge: { bad: 1 },
  }),
  NOT_PRODUCING,
  stat({
    title: "Restarts, 1 h",
    asks: "Did a container start again within the last hour?",
    unit: "none",
    decimals: 0,
    expr: "sum(increase(llm_monitor_docker_container_restarts_total[1h]))",
    judge: { warn: 1 },
  }),
];

const FIRST_TOKEN = "llm_monitor_llm_time_to_first_token_seconds";

/** Do users feel it? Each tile is the worst server: means hide it. */
export const USER_TILES = [
  stat({
    title: "TTFT p95",
    asks: "How long do users of the slowest server wait for the first token, one in twenty longer?",
    unit: "s",
    expr: `max(${quantileNow("p95", FIRST_TOKEN)})`,
    judge: { warn: SLOS.timeToFirstToken.seconds, bad: llm.firstTokenSeconds },
    toldBy: "time_to_first_token",
  }),
  stat({
    title: "TTFT p99",
    asks: "And the unluckiest one in a hundred?",
    unit: "s",
    expr: `max(${quantileNow("p99", FIRST_TOKEN)})`,
    toldBy: "time_to_first_token",
  }),
  stat({
    title: "ITL p95",
    asks: "How long is the pause between two tokens at the slowest server?",
    unit: "s",
    expr: `max(${quantileNow("p95", "llm_monitor_llm_inter_token_latency_seconds")})`,
    judge: { warn: SLOS.interTokenLatency.seconds, bad: 2 * SLOS.interTokenLatency.seconds },
    toldBy: "token_latency",
  }),
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
    title: "Waiting",
    asks: "How many requests wait, at all servers together?",
    unit: "none",
    expr: "sum(llm_monitor_llm_requests_waiting)",
    judge: { warn: llm.waitingRequests },
    toldBy: "queue",
  }),
  stat({
    title: "Queue p95",
    asks: "How long does a request wait at the slowest server before it is computed?",
    unit: "s",
    expr: `max(${quantileNow("p95", "llm_monitor_llm_request_queue_seconds")})`,
    toldBy: "queue_time",
  }),
];

/** Load and output: prefill and decode apart, since a sum hides that one fell. */
export const FULL_TILES = [
  stat({
    title: "KV cache",
    asks: "How full is the fullest KV cache? From 1 on requests wait or are preempted.",
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
  stat({
    title: "Running",
    asks: "How many requests are being computed?",
    unit: "none",
    expr: `sum(${behindProxies("llm_monitor_llm_requests_running")})`,
    toldBy: "requests",
  }),
  stat({
    title: "Prefill",
    asks: "How many prompt tokens are read in a second?",
    unit: "suffix: tok/s",
    decimals: 0,
    expr: `sum(${ownTokensNow("prompt")})`,
    toldBy: "prompt_tokens",
  }),
  stat({
    title: "Decode",
    asks: "How many tokens are generated in a second?",
    unit: "suffix: tok/s",
    decimals: 0,
    expr: `sum(${ownTokensNow("generation")})`,
    toldBy: "generation_tokens",
  }),
  stat({
    title: "Tokens per joule",
    asks: "What comes out for the power that goes in? It falls when cards are busy with nothing.",
    unit: "none",
    decimals: 2,
    expr: `sum(${ownTokensNow("generation")})` +
      " / sum(avg_over_time(llm_monitor_gpu_power_draw_watts[5m]))",
  }),
];

/** Is the hardware well? */
export const MACHINE_TILES = [
  stat({
    title: "Cards lost",
    asks: "Is a card that was there before out of reach?",
    unit: "none",
    expr: "count(llm_monitor_gpu_up) - sum(llm_monitor_gpu_up)",
    judge: { bad: 1 },
  }),
  stat({
    title: "Cards slowed",
    asks: "How many cards are slowed down by heat or by a power brake?",
    help: "Look at the cooling and at the power supply: GPU says which card, and why.",
    unit: "none",
    expr: "sum(max by (job, instance, gpu) (llm_monitor_gpu_clock_event_active" +
      '{reason=~"hw_thermal_slowdown|sw_thermal_slowdown|hw_slowdown|hw_power_brake_slowdown"}))',
    judge: { warn: 1 },
  }),
  stat({
    title: "Need action",
    asks: "For how many cards does the driver ask for a reset, a reboot or a drain?",
    unit: "none",
    expr: 'sum(llm_monitor_gpu_recovery_action{action!="none"})',
    judge: { bad: 1 },
  }),
  stat({
    title: "Xid errors, 1 h",
    asks: "Did the driver report an error of a card within the last hour?",
    help: "GPU says which, how bad it is, and the one thing to do.",
    unit: "none",
    decimals: 0,
    expr: RECENT_XIDS,
    judge: { warn: 1 },
  }),
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
    title: "Memory left",
    asks: "How much memory can programs still get, on the machine that has the least?",
    unit: "percentunit",
    decimals: 0,
    expr: "min(llm_monitor_system_memory_available_bytes / llm_monitor_system_memory_total_bytes)",
    judge: {
      warn: 2 * system.memoryAvailableRatio,
      bad: system.memoryAvailableRatio,
      isLowBad: true,
    },
  }),
];
