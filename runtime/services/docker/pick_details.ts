import type { DockerDetails, DockerGpuRequest } from "../../contract/docker.ts";
import { isRecord } from "../../contract/record.ts";
import { fieldsOf, listOf, numberOf, textOf } from "./fields.ts";

/** Picks the details of a container that may leave the service: no environment, command or mount. */
export function pickDetails(id: string, answer: unknown): DockerDetails {
  const container = fieldsOf(answer);
  const state = fieldsOf(container.State);
  const host = fieldsOf(container.HostConfig);
  const health = fieldsOf(state.Health ?? state.Healthcheck);
  const status = textOf(health.Status);
  const memory = positive(host.Memory);
  const cpus = cpuLimit(host);
  const pids = positive(host.PidsLimit);
  const streak = numberOf(health.FailingStreak);
  return {
    id,
    image: textOf(fieldsOf(container.Config).Image),
    startedAt: textOf(state.StartedAt),
    finishedAt: textOf(state.FinishedAt),
    exitCode: numberOf(state.ExitCode) ?? 0,
    oomKilled: state.OOMKilled === true,
    restartCount: numberOf(container.RestartCount) ?? 0,
    networkMode: textOf(host.NetworkMode).replace(/^container:.*/, "container"),
    restartPolicy: textOf(fieldsOf(host.RestartPolicy).Name),
    gpus: gpuRequests(container),
    ...(status !== "" && status !== "none" && { health: status }),
    ...(status !== "" && status !== "none" && streak !== undefined &&
      { healthFailingStreak: streak }),
    ...(memory !== undefined && { memoryLimitBytes: memory }),
    ...(cpus !== undefined && { cpuLimit: cpus }),
    ...(pids !== undefined && { pidsLimit: pids }),
  };
}

/** 0 and -1 mean that there is no limit. */
function positive(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number > 0 ? number : undefined;
}

/** The smaller of the quota and the number of CPUs that it is pinned to. */
function cpuLimit(
  { NanoCpus, CpuQuota, CpuPeriod, CpusetCpus }: Readonly<Record<string, unknown>>,
): number | undefined {
  const [nano, quota] = [positive(NanoCpus), positive(CpuQuota)];
  const byQuota = nano !== undefined
    ? nano / 1e9
    : quota && quota / (positive(CpuPeriod) ?? 100_000);
  const limits = [byQuota, cpusIn(textOf(CpusetCpus))].filter((limit) => limit !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** Counts the CPUs of a set such as `0,3` or `0-3,8`; undefined when it is none. */
function cpusIn(set: string): number | undefined {
  const cpus = new Set<number>();
  for (const part of set.split(",")) {
    const [, first, last = first] = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part) ?? [];
    if (first === undefined) return undefined;
    for (let cpu = Number(first); cpu <= Number(last); cpu++) cpus.add(cpu);
  }
  return cpus.size;
}

/** Requests of `--gpus` and CDI, and the older way by runtime and environment. */
function gpuRequests(container: Readonly<Record<string, unknown>>): DockerGpuRequest[] {
  const host = fieldsOf(container.HostConfig);
  const requests = listOf(host.DeviceRequests).filter(isRecord).filter(isForGpus)
    .map(({ Driver, Count, DeviceIDs }) => ({
      driver: textOf(Driver),
      count: numberOf(Count) ?? 0,
      ids: listOf(DeviceIDs).map(textOf).filter((id) => /^[\w.:/=-]{1,100}$/.test(id)),
    }));
  if (requests.length > 0 || host.Runtime !== "nvidia") return requests;
  // Of the environment this one variable is read here, and only whether it names cards.
  const prefix = "NVIDIA_VISIBLE_DEVICES=";
  const visible = listOf(fieldsOf(container.Config).Env).map(textOf)
    .find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? "";
  if (["", "none", "void"].includes(visible)) return [];
  const ids = visible === "all"
    ? []
    : visible.split(",").filter((id) => /^[\w.:/-]{1,100}$/.test(id));
  return [{ driver: "nvidia", count: visible === "all" ? -1 : 0, ids }];
}

function isForGpus(
  { Driver, Capabilities, DeviceIDs }: Readonly<Record<string, unknown>>,
): boolean {
  const capabilities = listOf(Capabilities).flatMap((one) => listOf(one).map(textOf));
  return Driver === "nvidia" || capabilities.includes("gpu") ||
    listOf(DeviceIDs).some((id) => /\bgpu=/.test(textOf(id)));
}
