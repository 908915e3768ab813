import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { bars } from "../layer/bars.ts";
import type { Board } from "../layer/board.ts";
import { closedRow, row } from "../layer/board.ts";
import { lines } from "../layer/timeseries.ts";
import { CHANGES } from "./events.ts";
import { DISK_TABLE, DISKS } from "./system_disks.ts";
import { NETWORK, RARE } from "./system_devices.ts";
import { SYSTEM_TILES } from "./system_now.ts";

const { system: limits } = THRESHOLDS;
const HOST = "{{instance}}";

/** The machine below everything. */
export const system: Board = {
  name: "system",
  title: "System",
  description:
    "The hosts: what waits for what, what is full, and what is faulty. Pressure is the share of " +
    "time in which something waited; it says more than utilization.",
  range: "6h",
  variables: [],
  events: CHANGES,
  rows: [
    row("Is a host in trouble?", SYSTEM_TILES),
    row("What are programs waiting for?", [
      lines({
        title: "Waiting for CPU",
        asks: "What share of the time is something waiting for a CPU?",
        w: 8,
        h: 8,
        unit: "percentunit",
        queries: [{ expr: pressure("cpu", "some"), legend: HOST }],
        lines: { warn: limits.cpuPressureRatio },
      }),
      lines({
        title: "Waiting for memory",
        asks: "What share of the time is everything waiting for memory?",
        w: 8,
        h: 8,
        unit: "percentunit",
        queries: [{ expr: pressure("memory", "full"), legend: HOST }],
        lines: { warn: limits.memoryPressureRatio },
      }),
      lines({
        title: "Waiting for disk",
        asks: "What share of the time is everything waiting for a disk?",
        w: 8,
        h: 8,
        unit: "percentunit",
        queries: [{ expr: pressure("io", "full"), legend: HOST }],
        lines: { warn: limits.diskPressureRatio },
      }),
    ]),
    row("CPU and memory", [
      lines({
        title: "CPU time by mode",
        asks: "What do the CPUs spend their time on? iowait is a disk, steal is the hypervisor.",
        w: 12,
        h: 8,
        unit: "percentunit",
        max: 1,
        isStacked: true,
        queries: [{
          expr: "sum by (mode) (rate(llm_monitor_system_cpu_seconds_total" +
            '{mode!="idle"}[$__rate_interval])) / scalar(sum(llm_monitor_system_cpus))',
          legend: "{{mode}}",
        }],
      }),
      lines({
        title: "Load per CPU",
        asks: "Are there more runnable threads than CPUs? Above 1 there are.",
        w: 12,
        h: 8,
        unit: "none",
        queries: [{
          expr: 'llm_monitor_system_load_average{window="5m"}' +
            " / on (job, instance) group_left () llm_monitor_system_cpus",
          legend: HOST,
        }],
      }),
      lines({
        title: "Memory",
        asks: "What uses the memory? Cache can be reclaimed, shared memory cannot.",
        w: 12,
        h: 8,
        unit: "bytes",
        isStacked: true,
        queries: [
          { expr: "sum(llm_monitor_system_memory_anonymous_bytes)", legend: "programs" },
          { expr: "sum(llm_monitor_system_memory_shared_bytes)", legend: "shared" },
          {
            expr: "sum(llm_monitor_system_memory_cached_bytes)" +
              " - sum(llm_monitor_system_memory_shared_bytes)",
            legend: "cache",
          },
          { expr: "sum(llm_monitor_system_memory_free_bytes)", legend: "free" },
        ],
      }),
      lines({
        title: "Available memory",
        asks: "How much memory is available, on which host?",
        w: 12,
        h: 8,
        unit: "percentunit",
        max: 1,
        queries: [{
          expr: "llm_monitor_system_memory_available_bytes / llm_monitor_system_memory_total_bytes",
          legend: HOST,
        }],
        lines: { bad: limits.memoryAvailableRatio },
      }),
      lines({
        title: "Major page faults",
        asks: "Are memory-mapped models read again and again? Then they do not fit.",
        w: 6,
        h: 8,
        unit: "suffix: /s",
        queries: [{
          expr: "rate(llm_monitor_system_major_page_faults_total[$__rate_interval])",
          legend: HOST,
        }],
      }),
      lines({
        title: "Swapped pages",
        asks: "Is a host swapping? A model that swaps is a hundred times slower.",
        w: 6,
        h: 8,
        unit: "suffix: /s",
        queries: [
          {
            expr: "rate(llm_monitor_system_swap_in_pages_total[$__rate_interval])",
            legend: `${HOST} in`,
          },
          {
            expr: "rate(llm_monitor_system_swap_out_pages_total[$__rate_interval])",
            legend: `${HOST} out`,
          },
        ],
      }),
      lines({
        title: "Used swap",
        asks: "How much of the swap space is used?",
        w: 6,
        h: 8,
        unit: "bytes",
        queries: [{
          expr: "llm_monitor_system_swap_total_bytes - llm_monitor_system_swap_free_bytes",
          legend: HOST,
        }],
      }),
      lines({
        title: "Thread queues",
        asks: "Are threads queueing for CPUs (running) or for disks (blocked)?",
        w: 6,
        h: 8,
        unit: "none",
        queries: [
          { expr: "llm_monitor_system_processes_running", legend: `${HOST} running` },
          { expr: "llm_monitor_system_processes_blocked", legend: `${HOST} blocked` },
        ],
      }),
    ]),
    row("Is a disk full, or will it be?", [DISK_TABLE]),
    row("Are the disks slow?", DISKS),
    row("Network", NETWORK),
    row("Is it hot?", [
      bars({
        title: "Temperature by chip",
        asks: "Which part of the host is hot? GPUs have a board of their own.",
        w: 24,
        h: 7,
        unit: "celsius",
        max: 110,
        queries: [{
          expr: "max by (instance, chip, label) (llm_monitor_system_temperature_celsius)",
          legend: `${HOST} {{chip}} {{label}}`,
        }],
        judge: { warn: limits.temperatureWarnCelsius, bad: limits.temperatureCelsius },
      }),
    ]),
    closedRow("InfiniBand, ZFS, huge pages, host details", RARE),
  ],
};

function pressure(resource: string, kind: string): string {
  return `rate(llm_monitor_system_pressure_stalled_seconds_total{resource="${resource}", kind="${kind}"}[$__rate_interval])`;
}
