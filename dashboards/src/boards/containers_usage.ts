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
    title: "CPU",
    asks: "How many CPUs does each container keep busy?",
    unit: "none",
    expr: rate("cpu_seconds_total"),
  }),
  byContainer({
    title: "CPU throttling",
    asks: "In what share of periods is a container held back by its CPU limit?",
    help: "A throttled engine starves its GPU: raise the limit.",
    unit: "percentunit",
    max: 1,
    expr: `${rate("cpu_throttled_periods_total")} / (${rate("cpu_periods_total")} > 0)`,
    lines: { warn: limits.cpuThrottledRatio },
  }),
  byContainer({
    title: "Memory working set",
    asks: "Which container is growing? The kernel kills it when this reaches its limit.",
    unit: "bytes",
    expr:
      "max by (job, instance, container) (llm_monitor_docker_container_memory_working_set_bytes)",
  }),
  byContainer({
    title: "Page cache",
    asks: "How much of the memory-mapped models is in memory?",
    unit: "bytes",
    expr: "max by (job, instance, container) (llm_monitor_docker_container_memory_cache_bytes)",
  }),
  byContainer({
    title: "Shared memory",
    asks: "Is /dev/shm large enough? NCCL and vLLM fail in odd ways if it is not.",
    unit: "bytes",
    expr: "max by (job, instance, container) (llm_monitor_docker_container_memory_shared_bytes)",
  }),
  byContainer({
    title: "Processes and threads",
    asks: "Is a container leaking threads?",
    unit: "none",
    expr: "max by (job, instance, container) (llm_monitor_docker_container_processes)",
  }),
  byContainer({
    title: "Received",
    asks: "Which container is downloading?",
    unit: "Bps",
    expr: rate("network_receive_bytes_total"),
  }),
  byContainer({
    title: "Sent",
    asks: "Which container is sending?",
    unit: "Bps",
    expr: rate("network_transmit_bytes_total"),
  }),
  byContainer({
    title: "Packet errors and drops",
    asks: "Is a container losing packets?",
    unit: "suffix: /s",
    expr: `${rate("network_receive_errors_total")} + ${rate("network_transmit_errors_total")}` +
      ` + ${rate("network_receive_dropped_total")} + ${rate("network_transmit_dropped_total")}`,
  }),
  byContainer({
    title: "Disk reads",
    asks: "Which container is loading a model?",
    unit: "Bps",
    expr: rate("block_read_bytes_total"),
  }),
  byContainer({
    title: "Disk writes",
    asks: "Which container is filling a disk?",
    unit: "Bps",
    expr: rate("block_written_bytes_total"),
  }),
  byContainer({
    title: "Failed health checks",
    asks: "How many checks failed in a row?",
    unit: "none",
    expr: "max by (job, instance, container) (llm_monitor_docker_container_health_failing_streak)",
  }),
];

/** The container engine itself. */
export const ENGINE = [
  bars({
    title: "Engine disk usage",
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
    title: "Reclaimable disk space",
    asks: "How much would docker system prune free?",
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
    title: "Largest writable layers",
    asks: "Which containers have written the most on top of their images?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{
      expr: "topk(10, max by (container) (llm_monitor_docker_container_disk_usage_bytes))",
      legend: "{{container}}",
    }],
  }),
  bars({
    title: "Containers without metrics",
    asks: "How many containers have no metrics, and why?",
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
    asks: "Which engine is running, and how long does reading it take?",
    w: 8,
    h: 8,
    names: "max by (job, instance, name, version) (llm_monitor_docker_engine_info)",
    columns: [
      { title: "Host", label: "instance" },
      { title: "Engine", label: "name", width: 170 },
      { title: "Version", label: "version" },
      {
        title: "Took",
        expr: "sum by (job, instance) (llm_monitor_docker_collection_seconds)",
        unit: "s",
      },
    ],
  }),
];
