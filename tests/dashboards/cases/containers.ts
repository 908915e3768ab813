import { fires, grows, row, stays, turns } from "./alert_case.ts";
import type { AlertCase } from "./alert_case.ts";

const NAME = 'container="llm-vllm-1"';
const state = (name: string, bad: string, good = bad) =>
  row("llm_monitor_docker_container_state", `${NAME},state="${name}"`, bad, good);

export const CONTAINER_CASES: readonly AlertCase[] = [
  fires("DockerDown", "10m", row("llm_monitor_docker_up", "", stays(0), stays(1))),
  fires(
    "ContainerOomKilled",
    "5m",
    row("llm_monitor_docker_container_oom_killed", NAME, stays(1), stays(0)),
  ),
  fires(
    "ContainerCrashLooping",
    "20m",
    row("llm_monitor_docker_container_restarts_total", NAME, grows(1), stays(2)),
  ),
  fires(
    "ContainerUnhealthy",
    "10m",
    row("llm_monitor_docker_container_health", `${NAME},health="unhealthy"`, stays(1), stays(0)),
    state("running", stays(1)),
  ),
  fires(
    "ContainerMemoryHigh",
    "5m",
    row("llm_monitor_docker_container_memory_working_set_bytes", NAME, stays(95e9), stays(50e9)),
    row("llm_monitor_docker_container_memory_limit_bytes", NAME, stays(100e9)),
  ),
  fires(
    "ContainerThrottled",
    "40m",
    row("llm_monitor_docker_container_cpu_throttled_periods_total", NAME, grows(500), grows(5)),
    row("llm_monitor_docker_container_cpu_periods_total", NAME, grows(600)),
  ),
  fires(
    "ContainerExited",
    "15m",
    row("llm_monitor_docker_container_exit_code", NAME, "_x10 1+0x100", "_x10 143+0x100"),
    state("running", turns(1, 10, 0)),
    state("exited", turns(0, 10, 1)),
  ),
];
