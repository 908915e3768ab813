import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { bars } from "../layer/bars.ts";
import type { Board } from "../layer/board.ts";
import { row } from "../layer/board.ts";
import { stat } from "../layer/stat.ts";
import { lines } from "../layer/timeseries.ts";
import { FREE_CARDS, HOSTS } from "./fleet_tables.ts";

const { gpu } = THRESHOLDS;
const FREE = `(llm_monitor_gpu_memory_used_bytes / llm_monitor_gpu_memory_total_bytes` +
  ` < bool ${gpu.heldMemoryRatio})`;

/** Every machine, the worst first. */
export const fleet: Board = {
  name: "fleet",
  title: "Fleet",
  description:
    "All machines: which of them is in trouble, and where there is room. A card is free when " +
    "nearly nothing of its memory is held; use says nothing about that.",
  range: "3h",
  variables: [],
  events: [],
  rows: [
    row("Is something wrong anywhere?", [
      stat({
        title: "Hosts",
        asks: "How many machines are there?",
        unit: "none",
        expr: "count(up)",
      }),
      stat({
        title: "Hosts down",
        asks: "Is a machine out of reach?",
        unit: "none",
        expr: "count(up) - sum(up)",
        judge: { bad: 1 },
      }),
      stat({
        title: "Cards lost",
        asks: "Is a card out of reach?",
        unit: "none",
        expr: "count(llm_monitor_gpu_up) - sum(llm_monitor_gpu_up)",
        judge: { bad: 1 },
      }),
      stat({
        title: "Servers down",
        asks: "Does an LLM server not answer?",
        unit: "none",
        expr: "count(llm_monitor_llm_up) - sum(llm_monitor_llm_up)",
        judge: { bad: 1 },
      }),
      stat({
        title: "Cards",
        asks: "How many cards are there?",
        unit: "none",
        expr: "sum(llm_monitor_gpu_cards)",
      }),
      stat({
        title: "Free cards",
        asks: "How many cards does nobody hold?",
        unit: "none",
        expr: `sum(${FREE})`,
      }),
    ]),
    row("Which machine?", [HOSTS]),
    row("Where is room?", [
      bars({
        title: "Free cards by model",
        asks: "How many cards of which kind are free?",
        w: 12,
        h: 8,
        unit: "none",
        queries: [{
          expr: `sum by (name) (${FREE} * on (job, instance, gpu) group_left (name) ` +
            "max by (job, instance, gpu, name) (llm_monitor_gpu_info))",
          legend: "{{name}}",
        }],
      }),
      FREE_CARDS,
    ]),
    row("What does it all do?", [
      lines({
        title: "Generated tokens by machine",
        asks: "Which machine does how much?",
        w: 8,
        h: 8,
        unit: "suffix: tok/s",
        isStacked: true,
        queries: [{
          expr: "avg_over_time(instance:llm_generation_tokens:rate5m[$__rate_interval])",
          legend: "{{instance}}",
        }],
      }),
      lines({
        title: "Power by machine",
        asks: "Which machine draws how much?",
        w: 8,
        h: 8,
        unit: "watt",
        isStacked: true,
        queries: [{
          expr: "avg_over_time(instance:gpu_power_watts:rate5m[$__rate_interval])",
          legend: "{{instance}}",
        }],
      }),
      lines({
        title: "Requests that wait by machine",
        asks: "Is one machine overloaded while another idles?",
        w: 8,
        h: 8,
        unit: "none",
        queries: [{
          expr: "max_over_time(instance:llm_requests_waiting:sum[$__rate_interval])",
          legend: "{{instance}}",
        }],
      }),
    ]),
  ],
};
