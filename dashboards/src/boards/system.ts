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
    "The machines: who waits for what, what is full, and what is faulty. Pressure is the " +
    "share of time in which something waited; it says more than use does.",
  range: "6h",
  variables: [],
  events: CHANGES,
  rows: [
    row("Is a machine in need?", SYSTEM_TILES),
    row("What do programs wait for?", [
      lines({
        title: "Wait for a processor",
        asks: "Which share of the time does something wait for a processor?",
        w: 8,
        h: 8,
        unit: "percentunit",
        queries: [{ expr: pressure("cpu", "some"), legend: HOST }],
        lines: { warn: limits.cpuPressureRatio },
      }),
      lines({
        title: "Wait for memory",
        asks: "Which share of the time does everything wait for memory?",
        w: 8,
        h: 8,
        unit: "percentunit",
        queries: [{ expr: pressure("memory", "full"), legend: HOST }],
        lines: { warn: limits.memoryPressureRatio },
      }),
      lines({
        title: "Wait for a disk",
        asks: "Which share of the time does everything wait for a disk?",
        w: 8,
        h: 8,
        unit: "percentunit",
        queries: [{ expr: pressure("io", "full"), legend: HOST }],
        lines: { warn: limits.diskPressureRatio },
      }),
    ]),
    row("Processors and memory", [
      lines({
        title: "Processors by mode",
        asks: "What do the processors do? iowait is a disk, steal a neighbour on the same machine.",
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
        title: "Load per processor",
        asks: "Do more threads want to run than there are processors? Above 1 they do.",
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
        asks: "What takes the memory? Cache can be given back, shared memory cannot.",
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
        title: "Memory that is left",
        asks: "How much can programs still get, on which machine?",
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
        title: "Faults that waited for a disk",
        asks: "Are mapped models read again and again? Then they do not fit.",
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
        asks: "Does a machine swap? Models that swap are slow by a hundred times.",
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
        title: "Swap in use",
        asks: "How much of the swap space is taken?",
        w: 6,
        h: 8,
        unit: "bytes",
        queries: [{
          expr: "llm_monitor_system_swap_total_bytes - llm_monitor_system_swap_free_bytes",
          legend: HOST,
        }],
      }),
      lines({
        title: "Threads that run and wait",
        asks: "Does a queue form before the processors or before the disks?",
        w: 6,
        h: 8,
        unit: "none",
        queries: [
          { expr: "llm_monitor_system_processes_running", legend: `${HOST} run` },
          { expr: "llm_monitor_system_processes_blocked", legend: `${HOST} wait for a device` },
        ],
      }),
    ]),
    row("Is a disk full, and when?", [DISK_TABLE]),
    row("Are the disks slow?", DISKS),
    row("Network", NETWORK),
    row("Is it hot?", [
      bars({
        title: "Temperature by chip",
        asks: "Which part of the machine is hot? The cards are on their own board.",
        w: 24,
        h: 7,
        unit: "celsius",
        max: 110,
        queries: [{
          expr: "max by (instance, chip, label) (llm_monitor_system_temperature_celsius)",
          legend: `${HOST} {{chip}} {{label}}`,
        }],
        judge: { warn: 85, bad: 95 },
      }),
    ]),
    closedRow("InfiniBand, ZFS, huge pages, machines: where there are any", RARE),
  ],
};

function pressure(resource: string, kind: string): string {
  return `rate(llm_monitor_system_pressure_stalled_seconds_total{resource="${resource}", kind="${kind}"}[$__rate_interval])`;
}
