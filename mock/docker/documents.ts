/** The documents of Docker's Engine API: documents.yaml with the values of a simulation. */
import { parse } from "yaml";
import type { ContainerState, ContainersView } from "../sim/container_view.ts";
import { render } from "../template/render.ts";
import documents from "./documents.yaml" with { type: "text" };
import { formatAgo, formatTime } from "./times.ts";

/** The engine that is imitated. */
export const ENGINE = { engineVersion: "28.5.1", apiVersion: "1.51", minApiVersion: "1.24" };

/** Counters of the whole machine at some moment. */
export interface Moment {
  readonly unixSeconds: number;
  /** Of all processors since the machine started. */
  readonly systemCpuSeconds: number;
}

/** A container at some moment. */
export interface Sample {
  readonly container: ContainerState;
  readonly moment: Moment;
}

const NANO = 1e9;
/** A wide-area packet, in about. */
const PACKET = 1_000;
const TEMPLATES = parse(documents) as Readonly<Record<string, unknown>>;

/** `/version`. */
export function describeVersion(): object {
  return fill("version", ENGINE);
}

/** `/info`. */
export function describeEngine(view: ContainersView): object {
  const containers = view.containers();
  const count = (...states: string[]) =>
    containers.filter(({ state }) => states.includes(state)).length;
  return fill("info", {
    ...ENGINE,
    containers: containers.length,
    running: count("running", "restarting"),
    paused: count("paused"),
    stopped: count("created", "exited", "dead"),
    images: new Set(containers.map(({ image }) => image)).size,
    processorCount: view.processorCount,
    memoryBytes: view.memoryBytes,
  });
}

/** A container of `/containers/json`. */
export function summarizeContainer(container: ContainerState, nowUnix: number): object {
  const status = formatStatus(container, nowUnix);
  return fill("summary", { ...container, status, isAtWork: isAtWork(container) });
}

/** `/containers/{id}/json`. */
export function inspectContainer(container: ContainerState, view: ContainersView): object {
  const { id, state, health, startedAtUnix, memoryLimitBytes } = container;
  const isUp = isAtWork(container);
  const ports = container.ports.map(({ container: inner, host }) => [
    `${inner}/tcp`,
    isUp ? [{ HostIp: "0.0.0.0", HostPort: String(host) }] : null,
  ]);
  return fill("inspect", {
    ...container,
    hostname: id.slice(0, 12),
    isAtWork: isUp,
    isRunning: isUp || state === "restarting",
    isPaused: state === "paused",
    isRestarting: state === "restarting",
    isDead: state === "dead",
    isUnhealthy: health === "unhealthy",
    createdAt: formatTime(container.createdAtUnix),
    startedAt: formatTime(state === "created" ? undefined : startedAtUnix),
    checkedAt: formatTime(startedAtUnix),
    finishedAt: formatTime(container.finishedAtUnix),
    memoryLimit: memoryLimitBytes < view.memoryBytes ? memoryLimitBytes : 0,
    cpuLimitCores: container.cpuLimitCores ?? 0,
    publishedPorts: Object.fromEntries(ports),
  });
}

/** `/containers/{id}/stats`; in a sample of one shot there is none `before`. */
export function writeStats(
  now: Sample,
  before: Sample | undefined,
  { processorCount }: Pick<ContainersView, "processorCount">,
): object {
  const { container, moment } = now;
  if (!isAtWork(container)) return fill("stopped", { ...container });
  const cache = Math.round(container.memoryCacheBytes);
  const usage = Math.round(container.memoryBytes);
  const activeAnon = Math.round((usage - cache) * 0.1);
  return fill("stats", {
    ...container,
    read: formatTime(moment.unixSeconds),
    preread: formatTime(before?.moment.unixSeconds),
    cpu: writeCpu(now, processorCount),
    cpuBefore: before && writeCpu(before, processorCount),
    ...{ usage, cache, activeAnon, anon: usage - cache, inactiveAnon: usage - cache - activeAnon },
    kernelStack: container.pids * 16_384,
    receivedPackets: Math.ceil(container.networkReceivedBytesTotal / PACKET),
    sentPackets: Math.ceil(container.networkSentBytesTotal / PACKET),
  });
}

/** The words of `docker ps`, such as `Up 5 minutes (healthy)`. */
export function formatStatus(container: ContainerState, nowUnix: number): string {
  const { state, health, exitCode, startedAtUnix, finishedAtUnix } = container;
  const up = `Up ${formatAgo(nowUnix - startedAtUnix)}`;
  const ended = `(${exitCode}) ${formatAgo(nowUnix - (finishedAtUnix ?? nowUnix))} ago`;
  switch (state) {
    case "running":
      if (health === undefined) return up;
      return `${up} (${health === "starting" ? "health: starting" : health})`;
    case "paused":
      return `${up} (Paused)`;
    case "restarting":
      return `Restarting ${ended}`;
    case "exited":
      return `Exited ${ended}`;
    case "created":
      return "Created";
    case "dead":
      return "Dead";
  }
}

function writeCpu({ container, moment }: Sample, processorCount: number): object {
  const total = Math.round(container.cpuSecondsTotal * NANO);
  const kernel = Math.round(total * 0.15);
  return fill("cpu", { ...moment, total, kernel, user: total - kernel, processorCount });
}

function isAtWork({ state }: ContainerState): boolean {
  return state === "running" || state === "paused";
}

function fill(name: string, scope: Readonly<Record<string, unknown>>): object {
  return render(TEMPLATES[name], scope) as object;
}
