/** The owner of a process, as far as its cgroup tells; what it does not tell is empty. */
export interface CgroupOwner {
  /** 64 hexadecimal digits; of nested containers the outer one, which this machine's engine knows. */
  readonly containerId: string;
  /** `docker`, `containerd`, `podman`, `crio`, `slurm`, `nomad`, `fargate`, `apptainer`, `lxc`... */
  readonly runtime: string;
  /** The id that a scheduler gave: Slurm job, Nomad allocation, Fargate container, Kubernetes pod. */
  readonly jobId: string;
}

/** The owner of a process outside of everything that is known here. */
export const NO_OWNER: CgroupOwner = { containerId: "", runtime: "", jobId: "" };

/** 64 hexadecimal digits that stand alone: the id of a container, in every runtime that has one. */
const ID = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;
/** Processes that belong to the runtime, not to the container whose id they carry. */
const RUNTIME_PART = /(?:^|[/-])conmon-$/;

/** The runtime of a container, by what stands before its id. */
const CONTAINER_RUNTIMES: readonly (readonly [RegExp, string])[] = [
  [/libpod-$/, "podman"],
  [/crio-$/, "crio"],
  [/cri-containerd[-:]$|nerdctl-$/, "containerd"],
  [/docker-$|\/docker\/$|\/ecs\/[^/]+\/$/, "docker"],
  [/\/kubepods[^/]*\//, "kubernetes"],
  [/^\/default\/$|^\/k8s\.io\/$/, "containerd"],
];

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Schedulers and runtimes without container ids; the first group is the job's id. */
const JOBS: readonly (readonly [RegExp, string])[] = [
  [/\/slurm[^/]*\/(?:.*\/)?job_(\d+)(?:\/|$)/, "slurm"],
  [new RegExp(`/nomad[^/]*/(?:.*/)?(${UUID})(?![0-9a-f])`), "nomad"],
  [/\/ecs\/([0-9a-f]{32})\/\1-\d+(?:\/|$)/, "fargate"],
  [/\/(?:apptainer|singularity)-\d+\.scope(?:\/|$)()/, "apptainer"],
  [/\/lxc(?:\.payload)?[./]([^/]+)/, "lxc"],
  [/\/machine\.slice\/(?:machine-(?!qemu)|systemd-nspawn@)([^/]+)\.(?:scope|service)/, "nspawn"],
];

const POD = /pod([0-9a-f]{8}[-_](?:[0-9a-f]{4}[-_]){3}[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-f])/;
const MAX_ID = 128;

/**
 * Finds the owner of a process in `/proc/<pid>/cgroup`: a container of any runtime, cgroup v1 and v2,
 * or a job of a scheduler that starts processes without one.
 */
export function parseCgroupOwner(cgroup: string): CgroupOwner {
  const paths = cgroup.split("\n").map((line) => /^\d+:[^:]*:(.*)$/.exec(line)?.[1] ?? "");
  // On hybrid machines the unified line is "/", and the others tell.
  const unified = /^0::(.*)$/m.exec(cgroup)?.[1];
  const ordered = unified === undefined || unified === "/" ? paths : [unified, ...paths];
  for (const path of ordered) {
    const owner = parseOwner(path);
    if (owner) return owner;
  }
  return NO_OWNER;
}

function parseOwner(path: string): CgroupOwner | undefined {
  const container = [...path.matchAll(ID)].map(({ 0: id, index }) => ({
    id,
    prefix: path.slice(0, index),
  })).find(({ prefix }) => !RUNTIME_PART.test(prefix));
  const job = parseJob(path);
  if (container === undefined) return job && { containerId: "", ...job };
  const runtime = CONTAINER_RUNTIMES.find(([pattern]) => pattern.test(container.prefix))?.[1];
  const pod = POD.exec(path)?.[1]?.replaceAll("_", "-") ?? "";
  return {
    containerId: container.id,
    runtime: runtime ?? "other",
    jobId: job?.jobId || pod,
  };
}

function parseJob(path: string): { runtime: string; jobId: string } | undefined {
  for (const [pattern, runtime] of JOBS) {
    const match = pattern.exec(path);
    if (!match) continue;
    const { 1: id = "" } = match;
    // fargate's id is that of the task, and the container's own begins with it.
    const jobId = runtime === "fargate" ? match[0].split("/").filter(Boolean).at(-1) ?? id : id;
    return { runtime, jobId: jobId.replaceAll(/[^\x21-\x7e]/g, "?").slice(0, MAX_ID) };
  }
  return undefined;
}
