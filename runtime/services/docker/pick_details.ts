import type { DockerDetails, DockerGpuRequest } from "../../contract/docker.ts";
import { isRecord } from "../../contract/record.ts";
import { toFields, toList, toNumber, toText } from "./fields.ts";

/** Picks the details of a container that may leave the service: no environment, command or mount. */
export function pickDetails(id: string, answer: unknown): DockerDetails {
  const container = toFields(answer);
  const state = toFields(container.State);
  const host = toFields(container.HostConfig);
  const health = toFields(state.Health ?? state.Healthcheck);
  const status = toText(health.Status);
  const memory = positive(host.Memory);
  const cpus = cpuLimit(host);
  const pids = positive(host.PidsLimit);
  const streak = toNumber(health.FailingStreak);
  return {
    id,
    image: toText(toFields(container.Config).Image),
    startedAt: toText(state.StartedAt),
    finishedAt: toText(state.FinishedAt),
    exitCode: toNumber(state.ExitCode) ?? 0,
    oomKilled: state.OOMKilled === true,
    restartCount: toNumber(container.RestartCount) ?? 0,
    networkMode: toText(host.NetworkMode).replace(/^container:.*/, "container"),
    restartPolicy: toText(toFields(host.RestartPolicy).Name),
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
  const number = toNumber(value);
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
  const limits = [byQuota, cpusIn(toText(CpusetCpus))].filter((limit) => limit !== undefined);
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
  const host = toFields(container.HostConfig);
  const requests = toList(host.DeviceRequests).filter(isRecord).filter(isForGpus)
    .map(({ Driver, Count, DeviceIDs }) => ({
      driver: toText(Driver),
      count: toNumber(Count) ?? 0,
      ids: toList(DeviceIDs).map(toText).filter((id) => /^[\w.:/=-]{1,100}$/.test(id)),
    }));
  if (requests.length > 0 || host.Runtime !== "nvidia") return requests;
  // Of the environment this one variable is read here, and only whether it names cards.
  const prefix = "NVIDIA_VISIBLE_DEVICES=";
  const visible = toList(toFields(container.Config).Env).map(toText)
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
  const capabilities = toList(Capabilities).flatMap((one) => toList(one).map(toText));
  return Driver === "nvidia" || capabilities.includes("gpu") ||
    toList(DeviceIDs).some((id) => /\bgpu=/.test(toText(id)));
}
