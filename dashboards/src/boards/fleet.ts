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
    "All hosts: which of them are in trouble, and where there is room. A GPU is free when almost " +
    "none of its memory is used; utilization says nothing about that.",
  range: "3h",
  variables: [],
  events: [],
  rows: [
    row("Is something wrong anywhere?", [
      stat({
        title: "Hosts",
        asks: "How many hosts are there?",
        unit: "none",
        expr: "count(up)",
      }),
      stat({
        title: "Hosts down",
        asks: "Is a host unreachable?",
        unit: "none",
        expr: "count(up) - sum(up)",
        judge: { bad: 1 },
      }),
      stat({
        title: "GPUs lost",
        asks: "Is a GPU unreachable?",
        unit: "none",
        expr: "count(llm_monitor_gpu_up) - sum(llm_monitor_gpu_up)",
        judge: { bad: 1 },
      }),
      stat({
        title: "Servers down",
        asks: "Is an LLM server not responding?",
        unit: "none",
        expr: "count(llm_monitor_llm_up) - sum(llm_monitor_llm_up)",
        judge: { bad: 1 },
      }),
      stat({
        title: "GPUs",
        asks: "How many GPUs are there?",
        unit: "none",
        expr: "sum(llm_monitor_gpu_cards)",
      }),
      stat({
        title: "Free GPUs",
        asks: "How many GPUs are unused?",
        unit: "none",
        expr: `sum(${FREE})`,
      }),
    ]),
    row("Which host?", [HOSTS]),
    row("Where is there room?", [
      bars({
        title: "Free GPUs by model",
        asks: "How many GPUs of each model are free?",
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
    row("What is the fleet doing?", [
      lines({
        title: "Generated tokens by host",
        asks: "How much does each host generate?",
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
        title: "GPU power by host",
        asks: "How much does each host draw?",
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
        title: "Waiting requests by host",
        asks: "Is one host overloaded while another idles?",
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
