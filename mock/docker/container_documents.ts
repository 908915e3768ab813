import { createHash } from "node:crypto";
import type { ContainerState, ContainersView } from "../sim/container_view.ts";
import { formatAgo, formatTime } from "./times.ts";

const NANO = 1e9;

function imageId({ image }: ContainerState): string {
  return `sha256:${createHash("sha256").update(image).digest("hex")}`;
}

function isAtWork({ state }: ContainerState): boolean {
  return state === "running" || state === "paused";
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

/** A container of `/containers/json`. */
export function summarizeContainer(container: ContainerState, nowUnix: number): object {
  const { id, name, image, createdAtUnix, labels, state } = container;
  return {
    Id: id,
    Names: [`/${name}`],
    Image: image,
    ImageID: imageId(container),
    Command: "serve",
    Created: Math.floor(createdAtUnix),
    Ports: isAtWork(container)
      ? container.ports.map((port) => (
        { IP: "0.0.0.0", PrivatePort: port.container, PublicPort: port.host, Type: "tcp" }
      ))
      : [],
    Labels: labels,
    State: state,
    Status: formatStatus(container, nowUnix),
    HostConfig: { NetworkMode: "bridge" },
    NetworkSettings: { Networks: { bridge: { IPAddress: "172.17.0.2", Gateway: "172.17.0.1" } } },
    Mounts: [],
  };
}

/** `/containers/{id}/json`. Its environment holds secrets, which must go nowhere. */
export function inspectContainer(
  container: ContainerState,
  { memoryBytes }: ContainersView,
): object {
  const { id, name, image, labels, state, health, exitCode, isOomKilled } = container;
  const isUp = isAtWork(container);
  const memory = container.memoryLimitBytes < memoryBytes ? container.memoryLimitBytes : 0;
  return {
    Id: id,
    Created: formatTime(container.createdAtUnix),
    Path: "serve",
    Args: ["--api-key", "mock-secret"],
    State: {
      Status: state,
      Running: isUp || state === "restarting",
      Paused: state === "paused",
      Restarting: state === "restarting",
      OOMKilled: isOomKilled,
      Dead: state === "dead",
      Pid: container.pid,
      ExitCode: exitCode,
      Error: "",
      StartedAt: formatTime(state === "created" ? undefined : container.startedAtUnix),
      FinishedAt: formatTime(container.finishedAtUnix),
      ...health !== undefined && {
        Health: {
          Status: health,
          FailingStreak: health === "unhealthy" ? 3 : 0,
          Log: [{ Start: formatTime(container.startedAtUnix), ExitCode: 0, Output: "mock-secret" }],
        },
      },
    },
    Image: imageId(container),
    Name: `/${name}`,
    RestartCount: container.restartCount,
    Driver: "overlay2",
    Platform: "linux",
    HostConfig: {
      Binds: ["/srv/models:/models:ro"],
      NetworkMode: "bridge",
      RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
      Memory: memory,
      NanoCpus: Math.round((container.cpuLimitCores ?? 0) * NANO),
      CpuQuota: 0,
      CpuPeriod: 0,
      PidsLimit: null,
      Runtime: "runc",
      CgroupParent: "",
      CgroupnsMode: "private",
      DeviceRequests: deviceRequests(container),
    },
    GraphDriver: { Name: "overlay2", Data: { ID: id } },
    Mounts: [
      { Type: "bind", Source: "/srv/models", Destination: "/models", Mode: "ro", RW: false },
    ],
    Config: {
      Hostname: id.slice(0, 12),
      User: "",
      Env: ["PATH=/usr/local/bin:/usr/bin:/bin", "HF_TOKEN=mock-secret"],
      Cmd: ["--api-key", "mock-secret"],
      Image: image,
      WorkingDir: "/app",
      Labels: labels,
    },
    NetworkSettings: {
      Ports: Object.fromEntries(
        container.ports.map(({ container: inner, host }) => [
          `${inner}/tcp`,
          isUp ? [{ HostIp: "0.0.0.0", HostPort: String(host) }] : null,
        ]),
      ),
      Networks: { bridge: { IPAddress: isUp ? "172.17.0.2" : "", Gateway: "172.17.0.1" } },
    },
  };
}

/** Cards that a container asks for, as `docker run --gpus` writes them. */
function deviceRequests({ gpus }: ContainerState): object[] | null {
  if (gpus.length === 0) return null;
  return [{ Driver: "nvidia", Count: 0, DeviceIDs: gpus, Capabilities: [["gpu"]], Options: {} }];
}
