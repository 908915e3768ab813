/**
 * The answers of `context.docker`. The service that asks the engine picks these fields by name: variables of
 * the environment, commands, mounts and other labels never leave it.
 */

/**
 * Containers, asked of the engine by the kernel. Needs `permissions: { docker: read }`. Nothing here
 * changes anything, and the engine's socket is never in the plugin's reach.
 *
 * Every method throws a {@linkcode CallError}: `not_granted`; `unavailable` without an engine;
 * `access_denied`; `timed_out`; `too_large`.
 */
export interface Docker {
  /** The engine; a socket proxy tells its clients only part of it. */
  engine(): Promise<DockerEngine>;
  /** All containers, including those that are stopped. */
  containers(): Promise<readonly DockerContainer[]>;
  /** Details of many containers at once, by id. */
  details(ids: readonly string[]): Promise<Readonly<Record<string, DockerDetails | DockerFailure>>>;
  /** One sample of many containers at once, by id. */
  stats(ids: readonly string[]): Promise<Readonly<Record<string, DockerStats | DockerFailure>>>;
  /** The contents of the engine's disk. The engine scans all of it, which may take long. */
  diskUsage(): Promise<DockerDiskUsage>;
}

/** One container of the engine's list. */
export interface DockerContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Without the leading slash; links of other containers are left out. */
  readonly name: string;
  readonly image: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly state: string;
  /** For people, such as `Up 5 minutes (healthy)`. */
  readonly status: string;
  /** Unix time in seconds. */
  readonly createdSeconds: number;
  /** Those of Compose and llm-monitor, and those that the operator named. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its own IPv4 addresses in the engine's networks, while it runs. */
  readonly addresses: readonly string[];
  /** The TCP ports that it has, and where they are published on this machine. */
  readonly ports: readonly DockerPort[];
  /** It has no address of its own: it uses this machine's. */
  readonly isOnHostNetwork: boolean;
}

/** One TCP port of a container. */
export interface DockerPort {
  readonly containerPort: number;
  /** Absent where it is not published. */
  readonly hostPort?: number;
  /** The address of this machine that it is published at; absent for all of them. */
  readonly hostIp?: string;
}

/** Details of one container that the engine's list does not hold. Sizes are bytes; absent is unlimited. */
export interface DockerDetails {
  readonly id: string;
  readonly image: string;
  /** RFC 3339; year 1 when it never happened. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly exitCode: number;
  /** Since its last start, also when only a child process was killed. */
  readonly oomKilled: boolean;
  /** Since it was created, or since the engine started. */
  readonly restartCount: number;
  /** `starting`, `healthy` or `unhealthy`; absent without a health check. */
  readonly health?: string;
  readonly healthFailingStreak?: number;
  readonly memoryLimitBytes?: number;
  /** CPUs that it may use, from its quota and the CPUs that it is pinned to. */
  readonly cpuLimit?: number;
  readonly pidsLimit?: number;
  readonly networkMode: string;
  readonly restartPolicy: string;
  readonly gpus: readonly DockerGpuRequest[];
}

/** Cards that a container asked for. */
export interface DockerGpuRequest {
  readonly driver: string;
  /** -1 is all of them. */
  readonly count: number;
  readonly ids: readonly string[];
}

/** A sample of a container's counters, in the engine's own shape, which differs with cgroups. */
export interface DockerStats {
  readonly cpu_stats?: Readonly<Record<string, unknown>>;
  readonly memory_stats?: Readonly<Record<string, unknown>>;
  readonly pids_stats?: Readonly<Record<string, unknown>>;
  readonly blkio_stats?: Readonly<Record<string, unknown>>;
  readonly networks?: Readonly<Record<string, unknown>>;
}

/** The engine itself. */
export interface DockerEngine {
  readonly version: string;
  /** The version of the API that is spoken. */
  readonly apiVersion: string;
  /** `Docker`, or `Podman`. */
  readonly name: string;
  readonly storageDriver: string;
  readonly cgroupVersion: string;
}

/** An answer that one of many containers did not give. */
export interface DockerFailure {
  readonly failed: string;
}

/** The space that one kind of thing takes on the engine's disk. */
export interface DockerUsage {
  readonly count: number;
  readonly bytes?: number;
  /** Space that nothing uses; absent where the engine does not report it. */
  readonly reclaimableBytes?: number;
}

/** The contents of the engine's disk. */
export interface DockerDiskUsage {
  readonly images: DockerUsage;
  readonly containers: DockerUsage;
  readonly volumes: DockerUsage;
  readonly buildCache: DockerUsage;
  /** Bytes that each container wrote over its image, by id; containers without a size are left out. */
  readonly containerBytes: Readonly<Record<string, number>>;
  /** Bytes of the hundred largest volumes that have a name. */
  readonly volumeBytes: Readonly<Record<string, number>>;
}
