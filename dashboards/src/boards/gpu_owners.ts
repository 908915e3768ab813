import { withIndex } from "./expressions.ts";
import { bars } from "../layer/bars.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";

const CONTAINER = "* on (job, instance, container_id) group_left (container, compose_service)" +
  " llm_monitor_docker_container_info";

/** A container that is not Compose's has no service. */
const OWNER = "{{compose_service}} {{container}}";

/** Processes with the index of their card. */
function processes(metric: string): string {
  return `sum by (job, instance, gpu, index, container_id, job_id, process) (${withIndex(metric)})`;
}

/** Users of the cards: by Compose service, by container, by process. */
export const OWNERS = [
  lines({
    title: "Memory by service and container",
    asks: "Which service holds GPU memory?",
    help: "Containers only; the table of processes has the others, too.",
    w: 12,
    h: 8,
    unit: "bytes",
    isStacked: true,
    queries: [{
      expr: "sum by (compose_service, container) (service:gpu_memory_bytes:sum)",
      legend: OWNER,
    }],
  }),
  lines({
    title: "Utilization by service and container",
    asks: "Which service keeps the GPUs busy?",
    help: "The driver does not report it for most processes that share a GPU.",
    w: 12,
    h: 8,
    unit: "percentunit",
    queries: [{
      expr:
        `sum by (compose_service, container) (llm_monitor_gpu_process_utilization_ratio ${CONTAINER})`,
      legend: OWNER,
    }],
  }),
  rows({
    title: "Processes",
    asks: "What runs on which GPU, and how much memory does it hold?",
    help: "Without a container it runs on the host itself. Job: that of a cluster's scheduler.",
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
      { title: "Host", label: "instance" },
      {
        title: "Memory",
        expr: processes("llm_monitor_gpu_process_memory_bytes"),
        unit: "bytes",
      },
      {
        title: "DRAM activity",
        expr: processes("llm_monitor_gpu_process_memory_activity_ratio"),
        unit: "percentunit",
        decimals: 0,
      },
      { title: "#", label: "index", width: 50 },
    ],
  }),
  bars({
    title: "Hidden processes",
    asks: "How many processes can the monitor not see in full, and why?",
    help: "no_pid: a missing permission. not_in_proc: another PID namespace.",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{
      expr: "sum by (reason) (llm_monitor_gpu_processes_hidden)",
      legend: "{{reason}}",
    }],
  }),
];
