import { withIndex } from "./expressions.ts";
import { bars } from "../layer/bars.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";

const CONTAINER = "* on (job, instance, container_id) group_left (container, compose_service)" +
  " llm_monitor_docker_container_info";

/** Processes with the index of their card. */
function processes(metric: string): string {
  return `sum by (job, instance, gpu, index, container_id, job_id, process) (${withIndex(metric)})`;
}

/** Users of the cards: by Compose service, by container, by process. */
export const OWNERS = [
  lines({
    title: "Memory by Compose service",
    asks: "Which service holds the memory of the cards?",
    help: "By container: a process outside of one is in the panel beside it.",
    w: 12,
    h: 8,
    unit: "bytes",
    isStacked: true,
    queries: [{
      expr: "sum by (compose_service) (service:gpu_memory_bytes:sum)",
      legend: "{{compose_service}}",
    }],
  }),
  lines({
    title: "Use by Compose service",
    asks: "Which service keeps the cards busy?",
    help: "The driver does not report it for most processes that share a card.",
    w: 12,
    h: 8,
    unit: "percentunit",
    queries: [{
      expr: `sum by (compose_service) (llm_monitor_gpu_process_utilization_ratio ${CONTAINER})`,
      legend: "{{compose_service}}",
    }],
  }),
  rows({
    title: "Processes",
    asks: "What runs on which card, and how much memory does it hold?",
    help:
      "Without a container it runs on the machine itself. A job is one of a cluster's scheduler.",
    w: 16,
    h: 8,
    sortBy: { column: "Memory", isDescending: true },
    names: "max by (job, instance, container_id, container)" +
      " (llm_monitor_docker_container_info and on (job, instance, container_id)" +
      " llm_monitor_gpu_process_memory_bytes)",
    columns: [
      { title: "Process", label: "process" },
      { title: "Container", label: "container" },
      { title: "Job", label: "job_id", width: 80 },
      { title: "Machine", label: "instance" },
      {
        title: "Memory",
        expr: processes("llm_monitor_gpu_process_memory_bytes"),
        unit: "bytes",
      },
      {
        title: "Traffic",
        expr: processes("llm_monitor_gpu_process_memory_activity_ratio"),
        unit: "percentunit",
        decimals: 0,
      },
      { title: "#", label: "index", width: 50 },
    ],
  }),
  bars({
    title: "Processes we see nothing of",
    asks: "Of how many processes is something kept from us, and why?",
    help: "no_pid is a lack of permission, not_in_proc another PID namespace.",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{
      expr: "sum by (reason) (llm_monitor_gpu_processes_hidden)",
      legend: "{{reason}}",
    }],
  }),
];
