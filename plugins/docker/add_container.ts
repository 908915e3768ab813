import type { DockerContainer, DockerDetails, FamilySet } from "@llm-monitor/sdk";
import { toNumber } from "./parse/counters.ts";
import type { Counters } from "./parse/counters.ts";
import { healthIn, unixSeconds } from "./parse/status.ts";

const STATES = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];
const HEALTH = ["starting", "healthy", "unhealthy"];
const MAX_NAME = 128;
const MAX_IMAGE = 256;

/** Counters of an interface, as the engine names them. */
const NETWORK: readonly (readonly [metric: string, field: string])[] = [
  ["receive_bytes", "rx_bytes"],
  ["receive_packets", "rx_packets"],
  ["receive_errors", "rx_errors"],
  ["receive_dropped", "rx_dropped"],
  ["transmit_bytes", "tx_bytes"],
  ["transmit_packets", "tx_packets"],
  ["transmit_errors", "tx_errors"],
  ["transmit_dropped", "tx_dropped"],
];

/** Returns the label of a container's series. */
export function chooseLabel({ name, id }: DockerContainer): string {
  return plain(name, MAX_NAME) || id.slice(0, 12);
}

/** Adds the values of the engine's list and inspection. */
export function addContainer(
  set: FamilySet,
  container: DockerContainer,
  details: DockerDetails | undefined,
): void {
  const labels = { container: chooseLabel(container) };
  const label = (...keys: string[]) =>
    plain(keys.map((key) => container.labels[key]).find((text) => text) ?? "", MAX_NAME);
  const compose = (key: string) => label(`com.docker.compose.${key}`, `io.podman.compose.${key}`);
  set.info("llm_monitor_docker_container_info", {
    ...labels,
    container_id: container.id,
    // The list names an image by its id once another one has taken its tag.
    image: plain(details?.image || container.image, MAX_IMAGE),
    compose_project: compose("project"),
    compose_service: compose("service"),
    swarm_stack: label("com.docker.stack.namespace"),
    swarm_service: label("com.docker.swarm.service.name"),
    kubernetes_namespace: label("io.kubernetes.pod.namespace"),
    kubernetes_pod: label("io.kubernetes.pod.name"),
    kubernetes_container: label("io.kubernetes.container.name"),
  });
  const add = (name: string, value: number | undefined) =>
    set.gauge(`llm_monitor_docker_container_${name}`, labels, value);
  addOneHot(set, { metric: "state", label: "state", known: STATES }, labels, container.state);
  const health = healthIn(container.status) ?? details?.health;
  addOneHot(set, { metric: "health", label: "health", known: HEALTH }, labels, health);
  if (!details) return;
  const hasEnded = container.state === "exited" || container.state === "dead";
  add("health_failing_streak", details.healthFailingStreak);
  add("start_time_seconds", unixSeconds(details.startedAt));
  add("restarts_total", details.restartCount);
  add("exit_code", hasEnded ? details.exitCode : undefined);
  add("oom_killed", details.oomKilled ? 1 : 0);
  add("cpu_limit_cpus", details.cpuLimit);
  add("memory_limit_bytes", details.memoryLimitBytes);
  add("processes_limit", details.pidsLimit);
  addGpus(set, details, labels.container);
}

/** Adds the counters of one sample. */
export function addCounters(
  set: FamilySet,
  container: DockerContainer,
  { counters, details }: { counters: Counters; details: DockerDetails | undefined },
): void {
  const labels = { container: chooseLabel(container) };
  const add = (name: string, value: number | undefined, more: Record<string, string> = {}) =>
    set.gauge(`llm_monitor_docker_container_${name}`, { ...labels, ...more }, value);
  add("cpu_seconds_total", counters.cpuSeconds);
  add("cpu_mode_seconds_total", counters.cpuUserSeconds, { mode: "user" });
  add("cpu_mode_seconds_total", counters.cpuSystemSeconds, { mode: "system" });
  add("cpu_periods_total", counters.cpuPeriods);
  add("cpu_throttled_periods_total", counters.cpuThrottledPeriods);
  add("cpu_throttled_seconds_total", counters.cpuThrottledSeconds);
  add("memory_working_set_bytes", counters.memoryWorkingSetBytes);
  add("memory_usage_bytes", counters.memoryUsageBytes);
  add("memory_rss_bytes", counters.memoryRssBytes);
  add("memory_cache_bytes", counters.memoryCacheBytes);
  add("memory_swap_bytes", counters.memorySwapBytes);
  add("memory_shared_bytes", counters.memorySharedBytes);
  add("block_read_bytes_total", counters.blockReadBytes);
  add("block_written_bytes_total", counters.blockWrittenBytes);
  add("block_reads_total", counters.blockReads);
  add("block_writes_total", counters.blockWrites);
  add("processes", counters.processes);
  // A network that is another container's would be counted for both.
  if (details?.networkMode === "container") return;
  for (const [name, fields] of Object.entries(counters.interfaces)) {
    for (const [metric, field] of NETWORK) {
      add(`network_${metric}_total`, toNumber(fields[field]), { interface: plain(name, 64) });
    }
  }
}

function addOneHot(
  set: FamilySet,
  { metric, label, known }: { metric: string; label: string; known: readonly string[] },
  labels: Readonly<Record<string, string>>,
  current: string | undefined,
): void {
  if (current === undefined || !known.includes(current)) return;
  for (const value of known) {
    const own = { ...labels, [label]: value };
    set.gauge(`llm_monitor_docker_container_${metric}`, own, value === current ? 1 : 0);
  }
}

/** Requests by id, or by number: -1 is all of them. */
function addGpus(set: FamilySet, { gpus }: DockerDetails, container: string): void {
  const requested = new Map<string, number>();
  for (const { count, ids } of gpus) {
    for (const id of ids) requested.set(plain(id, MAX_NAME), 1);
    if (ids.length === 0 && count === -1) requested.set("all", 1);
    else if (ids.length === 0 && count > 0) {
      requested.set("any", (requested.get("any") ?? 0) + count);
    }
  }
  for (const [gpu, value] of requested) {
    set.gauge("llm_monitor_docker_container_gpus_requested", { container, gpu }, value);
  }
}

function plain(text: string, length: number): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, length);
}
