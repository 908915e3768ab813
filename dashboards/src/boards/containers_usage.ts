import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { bars } from "../layer/bars.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import type { TimeseriesOptions } from "../layer/timeseries.ts";

const { containers: limits } = THRESHOLDS;

/** A third of the board's width, a series for each container. */
function byContainer(
  spec: Omit<TimeseriesOptions, "w" | "h" | "queries"> & { expr: string; legend?: string },
) {
  const { expr, legend = "{{container}}", ...rest } = spec;
  return lines({ ...rest, w: 8, h: 8, queries: [{ expr, legend }] });
}

const rate = (counter: string) =>
  `sum by (job, instance, container) (rate(llm_monitor_docker_container_${counter}[$__rate_interval]))`;

/** Processors, memory, network and disks by container. */
export const USAGE = [
  byContainer({
    title: "Processors",
    asks: "Which container keeps how many processors busy?",
    unit: "none",
    expr: rate("cpu_seconds_total"),
  }),
  byContainer({
    title: "Held back by its CPU limit",
    asks: "Which share of the periods does a limit hold a container back?",
    help: "An engine that is held back starves its card. Raise the limit.",
    unit: "percentunit",
    max: 1,
    expr: `${rate("cpu_throttled_periods_total")} / (${rate("cpu_periods_total")} > 0)`,
    lines: { warn: limits.cpuThrottledRatio },
  }),
  byContainer({
    title: "Memory that they need",
    asks: "Which container grows? The kernel ends it at its limit by this number.",
    unit: "bytes",
    expr:
      "max by (job, instance, container) (llm_monitor_docker_container_memory_working_set_bytes)",
  }),
  byContainer({
    title: "File cache",
    asks: "How much of mapped models is in memory?",
    unit: "bytes",
    expr: "max by (job, instance, container) (llm_monitor_docker_container_memory_cache_bytes)",
  }),
  byContainer({
    title: "Shared memory",
    asks: "Does /dev/shm suffice? NCCL and vLLM fail oddly without.",
    unit: "bytes",
    expr: "max by (job, instance, container) (llm_monitor_docker_container_memory_shared_bytes)",
  }),
  byContainer({
    title: "Processes and threads",
    asks: "Does a container leak threads?",
    unit: "none",
    expr: "max by (job, instance, container) (llm_monitor_docker_container_processes)",
  }),
  byContainer({
    title: "Received",
    asks: "Who downloads?",
    unit: "Bps",
    expr: rate("network_receive_bytes_total"),
  }),
  byContainer({
    title: "Sent",
    asks: "Who sends?",
    unit: "Bps",
    expr: rate("network_transmit_bytes_total"),
  }),
  byContainer({
    title: "Packets lost",
    asks: "Does a container lose packets?",
    unit: "pps",
    expr: `${rate("network_receive_errors_total")} + ${rate("network_transmit_errors_total")}` +
      ` + ${rate("network_receive_dropped_total")} + ${rate("network_transmit_dropped_total")}`,
  }),
  byContainer({
    title: "Read from disks",
    asks: "Who loads a model?",
    unit: "Bps",
    expr: rate("block_read_bytes_total"),
  }),
  byContainer({
    title: "Written to disks",
    asks: "Who fills a disk?",
    unit: "Bps",
    expr: rate("block_written_bytes_total"),
  }),
  byContainer({
    title: "Health checks that failed",
    asks: "How many checks failed in a row?",
    unit: "none",
    expr: "max by (job, instance, container) (llm_monitor_docker_container_health_failing_streak)",
  }),
];

/** The container engine itself. */
export const ENGINE = [
  bars({
    title: "Disk of the engine",
    asks: "What fills the disk of the engine?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{
      expr: "sum by (kind) (llm_monitor_docker_disk_usage_bytes)",
      legend: "{{kind}}",
    }],
  }),
  bars({
    title: "That nothing uses",
    asks: "How much would docker system prune give back?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{
      expr: "sum by (kind) (llm_monitor_docker_disk_reclaimable_bytes)",
      legend: "{{kind}}",
    }],
  }),
  bars({
    title: "Largest volumes",
    asks: "Which volumes are large?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{
      expr: "topk(10, max by (volume) (llm_monitor_docker_volume_size_bytes))",
      legend: "{{volume}}",
    }],
  }),
  bars({
    title: "Largest writers",
    asks: "Which containers wrote much over their images?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{
      expr: "topk(10, max by (container) (llm_monitor_docker_container_disk_usage_bytes))",
      legend: "{{container}}",
    }],
  }),
  bars({
    title: "Containers without series",
    asks: "Which containers do we tell nothing of, and why?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [
      {
        expr: "sum by (reason) (llm_monitor_docker_containers_left_out)",
        legend: "left out: {{reason}}",
      },
      {
        expr: "sum by (reason) (llm_monitor_docker_containers_unread)",
        legend: "unread: {{reason}}",
      },
    ],
  }),
  rows({
    title: "Engines",
    asks: "Which engine is it, and how long do its answers take?",
    w: 8,
    h: 8,
    names: "max by (job, instance, name, version) (llm_monitor_docker_engine_info)",
    columns: [
      { title: "Machine", label: "instance" },
      { title: "Engine", label: "name" },
      { title: "Version", label: "version" },
      {
        title: "Took",
        expr: "sum by (job, instance) (llm_monitor_docker_collection_seconds)",
        unit: "s",
      },
    ],
  }),
];
