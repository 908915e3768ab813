import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { BAD, CALM, WARN } from "../layer/colours.ts";
import type { Mapping } from "../layer/panel.ts";
import { stat } from "../layer/stat.ts";
import { rows } from "../layer/table.ts";
import { states } from "../layer/timeline.ts";
import { NO_IS_BAD, YES_IS_BAD } from "./mappings.ts";
import { RESTARTS } from "./shared_tiles.ts";

const { containers: limits } = THRESHOLDS;
const CONTAINER = "job, instance, container";

/** Troubles of any container. */
export const CONTAINER_TILES = [
  stat({
    title: "Engines down",
    asks: "Is Docker or Podman not responding?",
    unit: "none",
    expr: "count(llm_monitor_docker_up) - sum(llm_monitor_docker_up)",
    judge: { bad: 1 },
  }),
  stat({
    title: "Running",
    asks: "How many containers are running?",
    unit: "none",
    expr: 'sum(llm_monitor_docker_container_state{state="running"})',
  }),
  stat({
    title: "Unhealthy",
    asks: "Is a container failing its health check?",
    unit: "none",
    expr: 'sum(llm_monitor_docker_container_health{health="unhealthy"})',
    judge: { bad: 1 },
  }),
  stat({
    title: "OOM-killed",
    asks:
      "Was a process of a container killed for lack of memory since the container last started?",
    help: "Raise its limit, or let the model use less.",
    unit: "none",
    expr: "sum(llm_monitor_docker_container_oom_killed)",
    judge: { bad: 1 },
  }),
  RESTARTS,
  stat({
    title: "Closest to limit",
    asks: "How close is a container to its memory limit?",
    unit: "percentunit",
    decimals: 0,
    expr: "max(llm_monitor_docker_container_memory_working_set_bytes" +
      " / llm_monitor_docker_container_memory_limit_bytes)",
    judge: { warn: limits.memoryRatio },
  }),
];

/** The first two numbers that a program ends with on purpose or not. */
const EXIT_CODES: readonly Mapping[] = [{
  type: "value",
  options: {
    0: { text: "0", color: CALM, index: 0 },
    137: { text: "137 killed", color: BAD, index: 1 },
    143: { text: "143 stopped", color: CALM, index: 2 },
  },
}];

const HEALTH_STATES = [["healthy", "green"], ["starting", WARN], ["unhealthy", BAD]] as const;

/** Every container in a row. */
export const CONTAINER_TABLE = rows({
  title: "Containers",
  asks: "Which container is down, close to its limit, or restarting again and again?",
  help: "Of limit is empty without a limit. The exit code is that of the last run.",
  w: 24,
  h: 9,
  sortBy: { column: "Running", isDescending: false },
  names: `max by (${CONTAINER}, compose_service, image) (llm_monitor_docker_container_info)`,
  columns: [
    { title: "Container", label: "container" },
    { title: "Service", label: "compose_service" },
    { title: "Image", label: "image" },
    {
      title: "Running",
      expr: `max by (${CONTAINER}) (llm_monitor_docker_container_state{state="running"})`,
      mappings: NO_IS_BAD,
      width: 70,
    },
    {
      title: "Started",
      expr: `max by (${CONTAINER}) (llm_monitor_docker_container_start_time_seconds) * 1000`,
      unit: "dateTimeFromNow",
    },
    {
      title: "Restarts, 1 h",
      width: 132,
      expr: `sum by (${CONTAINER}) (increase(llm_monitor_docker_container_restarts_total[1h]))`,
      decimals: 0,
      judge: { warn: 1, bad: limits.restarts },
    },
    {
      title: "Exit code",
      expr: `max by (${CONTAINER}) (llm_monitor_docker_container_exit_code)`,
      mappings: EXIT_CODES,
    },
    {
      title: "OOM-killed",
      width: 108,
      expr: `max by (${CONTAINER}) (llm_monitor_docker_container_oom_killed)`,
      mappings: YES_IS_BAD,
    },
    {
      title: "Memory",
      expr: `max by (${CONTAINER}) (llm_monitor_docker_container_memory_working_set_bytes)`,
      unit: "bytes",
    },
    {
      title: "Of limit",
      width: 92,
      expr: `max by (${CONTAINER}) (llm_monitor_docker_container_memory_working_set_bytes` +
        " / llm_monitor_docker_container_memory_limit_bytes)",
      unit: "percentunit",
      decimals: 0,
      judge: { warn: limits.memoryRatio },
    },
    {
      title: "CPUs",
      width: 60,
      expr: `sum by (${CONTAINER}) (rate(llm_monitor_docker_container_cpu_seconds_total[5m]))`,
      decimals: 1,
    },
    { title: "Host", label: "instance" },
  ],
});

/** The result of each container's health check over time. */
export const HEALTH = states({
  title: "Health",
  asks: "Since when has a container been unhealthy?",
  help: "Only containers with a health check. A gap means that nothing is known about that time.",
  w: 24,
  h: 8,
  queries: [{
    expr: HEALTH_STATES.map(([health], index) =>
      `${
        index + 1
      } * max by (${CONTAINER}) (llm_monitor_docker_container_health{health="${health}"})`
    ).join(" + "),
    legend: "{{container}}",
  }],
  mappings: [{
    type: "value",
    options: Object.fromEntries(HEALTH_STATES.map(([text, color], index) => [
      index + 1,
      { text, color, index },
    ])),
  }],
});
