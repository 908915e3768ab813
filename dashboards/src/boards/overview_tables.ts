import { SLOS, THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { rows } from "../layer/table.ts";
import { CARD, quantileNow, SERVER } from "./expressions.ts";
import { linkTo } from "./links.ts";
import { UP_OR_DOWN } from "./mappings.ts";
import { LOAD_OF_CARD } from "./card_columns.ts";

const { llm } = THRESHOLDS;

/** The servers, each in a row, the worst first. */
export const SERVERS = rows({
  title: "Servers",
  asks: "Which server is down, slow or full? Those that are down come first.",
  help:
    "Not reported: this server cannot report it. Empty: it can, and does not right now. Click a name to " +
    "open its board.",
  w: 24,
  h: 9,
  sortBy: { column: "Up", isDescending: false },
  columns: [
    {
      title: "Server",
      label: "target",
      link: linkTo("llm-serving", "Open the server", { instance: "Host", target: "Server" }),
    },
    { title: "Host", label: "instance" },
    {
      title: "Up",
      expr: `max by (${SERVER}) (llm_monitor_llm_up)`,
      mappings: UP_OR_DOWN,
      width: 80,
    },
    {
      title: "TTFT p95",
      expr: `max by (${SERVER}) (${
        quantileNow("p95", "llm_monitor_llm_time_to_first_token_seconds")
      })`,
      unit: "s",
      capability: "time_to_first_token",
      judge: { warn: SLOS.timeToFirstToken.seconds, bad: llm.firstTokenSeconds },
    },
    {
      title: "Running",
      capability: "requests",
      expr: `sum by (${SERVER}) (llm_monitor_llm_requests_running)`,
    },
    {
      title: "Waiting",
      expr: `sum by (${SERVER}) (llm_monitor_llm_requests_waiting)`,
      capability: "queue",
      judge: { warn: llm.waitingRequests },
    },
    {
      title: "KV cache",
      expr: `max by (${SERVER}) (llm_monitor_llm_kv_cache_usage_ratio)`,
      unit: "percentunit",
      decimals: 0,
      capability: "kv_cache_usage",
      judge: { warn: llm.kvCacheHighRatio, bad: llm.kvCacheFullRatio },
    },
    {
      title: "Prefill",
      expr: `sum by (${SERVER}) (rate(llm_monitor_llm_prompt_tokens_total[5m]))`,
      capability: "prompt_tokens",
      unit: "suffix: tok/s",
      decimals: 0,
    },
    {
      title: "Decode",
      expr: `sum by (${SERVER}) (rate(llm_monitor_llm_generation_tokens_total[5m]))`,
      capability: "generation_tokens",
      unit: "suffix: tok/s",
      decimals: 0,
    },
  ],
});

/** The cards, each in a row. */
export const CARDS = rows({
  title: "GPUs",
  asks: "Which GPU is lost, hot or full?",
  help:
    "Utilization has no colour: a hung GPU shows full utilization, too. Click an index to open its board.",
  w: 24,
  h: 7,
  sortBy: { column: "Up", isDescending: false },
  // A card that is lost has no such series any more.
  names: `max by (${CARD}, index, name) (last_over_time(llm_monitor_gpu_info[1h]))`,
  columns: [
    {
      title: "#",
      label: "index",
      width: 60,
      link: linkTo("gpu", "Open the GPU", { instance: "Host" }),
    },
    { title: "GPU", label: "name" },
    { title: "Host", label: "instance" },
    {
      title: "Up",
      expr: `max by (${CARD}) (llm_monitor_gpu_up)`,
      mappings: UP_OR_DOWN,
      width: 80,
    },
    ...LOAD_OF_CARD,
    {
      title: "Temperature",
      expr: `max by (${CARD}) (llm_monitor_gpu_temperature_celsius{sensor="core"})`,
      unit: "celsius",
      decimals: 0,
      judge: {
        warn: THRESHOLDS.gpu.temperatureWarnCelsius,
        bad: THRESHOLDS.gpu.temperatureCelsius,
      },
    },
    {
      title: "Power",
      expr: `max by (${CARD}) (llm_monitor_gpu_power_draw_watts)`,
      unit: "watt",
    },
  ],
});
