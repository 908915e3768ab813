/** 64 hexadecimal digits that stand alone: the id of a container, in every runtime that has one. */
const ID = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/** Processes that belong to the runtime, not to the container whose id they carry. */
const RUNTIME_PART = /(?:^|[/-])conmon-$/;

/**
 * The container of a process, from `/proc/<pid>/cgroup`: Docker, containerd, podman, CRI-O and
 * Kubernetes, cgroup v1 and v2. undefined for a process outside of containers.
 */
export function parseContainerId(cgroup: string): string | undefined {
  const paths = cgroup.split("\n").map((line) => /^\d+:[^:]*:(.*)$/.exec(line)?.[1] ?? "");
  // On hybrid machines the unified line is "/", and the others tell.
  const unified = /^0::(.*)$/m.exec(cgroup)?.[1];
  const ordered = unified === undefined || unified === "/" ? paths : [unified, ...paths];
  for (const path of ordered) {
    const match = [...path.matchAll(ID)].at(-1);
    if (match && !RUNTIME_PART.test(path.slice(0, match.index))) return match[0];
  }
  return undefined;
}
