import { THRESHOLDS } from "../../../../runtime/contract/thresholds.ts";
import { AT_ONCE, BY, HELD, NOT_HELD } from "../rule.ts";
import type { Alert, RuleGroup } from "../rule.ts";

const { memoryRatio, restarts, cpuThrottledRatio } = THRESHOLDS.containers;

export const CONTAINER_ALERTS: RuleGroup<Alert> = {
  name: "containers",
  source: "dashboards/src/rules/alerts/containers.ts",
  rules: [
    {
      alert: "LlmMonitorDockerDown",
      severity: "warning",
      expr: `avg_over_time(llm_monitor_docker_up[5m]) < ${THRESHOLDS.monitor.answeredRatio}`,
      lasts: { time: "2m", because: "an engine under load is late now and then" },
      holds: HELD,
      summary: "The container engine of {{ $labels.instance }} does not answer",
      description:
        "Of the last 5 minutes it answered for {{ $value | humanizePercentage }}. Containers may " +
        "run on, unseen. See systemctl status docker and its log.",
    },
    {
      alert: "LlmMonitorContainerOomKilled",
      severity: "critical",
      expr: "llm_monitor_docker_container_oom_killed == 1",
      lasts: AT_ONCE,
      holds: { time: "15m", because: "the next start clears it, and it comes again" },
      summary: "{{ $labels.container }} on {{ $labels.instance }} was killed for memory",
      description:
        "The kernel ended a process of it ({{ $value }}). See its memory against its limit; raise " +
        "the limit, or find what leaks.",
    },
    {
      alert: "LlmMonitorContainerCrashLooping",
      severity: "critical",
      expr: `increase(llm_monitor_docker_container_restarts_total[15m]) > ${restarts}`,
      lasts: { time: "1m", because: "a deployment restarts a container once or twice" },
      holds: { time: "10m", because: "restarts come further and further apart" },
      summary: "{{ $labels.container }} on {{ $labels.instance }} ends again and again",
      description:
        "Started anew {{ $value | humanize }} times in 15 minutes. Its last words say why: " +
        "docker logs --tail 50 {{ $labels.container }}.",
    },
    {
      alert: "LlmMonitorContainerUnhealthy",
      severity: "warning",
      expr: `llm_monitor_docker_container_health{health="unhealthy"} == 1
  and on (${BY.container}) llm_monitor_docker_container_state{state="running"} == 1`,
      lasts: {
        time: "5m",
        because: "loading a model may take longer than its health check allows",
      },
      holds: HELD,
      summary: "The health check of {{ $labels.container }} on {{ $labels.instance }} fails",
      description: "Unhealthy ({{ $value }}). Read the output of the check: " +
        "docker inspect {{ $labels.container }}, under State.Health.",
    },
    {
      alert: "LlmMonitorContainerMemoryHigh",
      severity: "warning",
      expr: `max by (${BY.container}) (
  llm_monitor_docker_container_memory_working_set_bytes
    / (llm_monitor_docker_container_memory_limit_bytes > 0)
) > ${memoryRatio}`,
      lasts: { time: "1m", because: "what leaks does not wait" },
      holds: HELD,
      summary: "{{ $labels.container }} on {{ $labels.instance }} is near its memory limit",
      description:
        "It needs {{ $value | humanizePercentage }} of what it may have, and is ended at 100 %. " +
        "Raise the limit, or restart it at a good moment before it is killed at a bad one.",
    },
    {
      alert: "LlmMonitorContainerThrottled",
      severity: "warning",
      expr:
        `sum by (${BY.container}) (rate(llm_monitor_docker_container_cpu_throttled_periods_total[10m]))
  / (sum by (${BY.container}) (rate(llm_monitor_docker_container_cpu_periods_total[10m])) > 0)
  > ${cpuThrottledRatio}`,
      lasts: { time: "15m", because: "loading a model takes all the CPU that there is" },
      holds: HELD,
      summary: "{{ $labels.container }} on {{ $labels.instance }} is held back by its CPU quota",
      description:
        "In {{ $value | humanizePercentage }} of the periods. Tokenizers and schedulers starve, and " +
        "the card waits for them: raise cpus.",
    },
    {
      alert: "LlmMonitorContainerExited",
      severity: "warning",
      // 143 is how one that somebody stops ends.
      expr: `(llm_monitor_docker_container_exit_code > 0 != 143)
  and on (${BY.container}) llm_monitor_docker_container_state{state="exited"} == 1
  and on (${BY.container}) max_over_time(llm_monitor_docker_container_state{state="running"}[1h]) == 1`,
      lasts: { time: "2m", because: "what is started again is no end" },
      holds: NOT_HELD,
      summary: "{{ $labels.container }} on {{ $labels.instance }} ended with a failure",
      description: "It ended with code {{ $value }} (137: killed) within the hour, and nobody " +
        "starts it again. docker logs --tail 50 {{ $labels.container }} says why.",
    },
  ],
};
