/** The part of the simulation that the fake Docker Engine API may see. */
import type { Reachability } from "./settings.ts";

/** One container at one moment. Counters start at 0 when it starts. */
export interface ContainerState {
  /** 64 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: "created" | "running" | "paused" | "restarting" | "exited" | "dead";
  readonly health: "starting" | "healthy" | "unhealthy" | undefined;
  readonly restartCount: number;
  readonly exitCode: number;
  readonly isOomKilled: boolean;
  readonly createdAtUnix: number;
  readonly startedAtUnix: number;
  readonly finishedAtUnix: number | undefined;
  readonly cpuSecondsTotal: number;
  readonly cpuLimitCores: number | undefined;
  readonly memoryBytes: number;
  readonly memoryCacheBytes: number;
  readonly memoryLimitBytes: number;
  readonly pids: number;
  /** Of its first process; 0 while it does not run. */
  readonly pid: number;
  /** UUIDs of the cards of NVIDIA and of their MIG devices that it may use. */
  readonly gpus: readonly string[];
  readonly networkReceivedBytesTotal: number;
  readonly networkSentBytesTotal: number;
  readonly blockReadBytesTotal: number;
  readonly blockWrittenBytesTotal: number;
  /** Ports that it publishes: container port to host port. */
  readonly ports: readonly { readonly container: number; readonly host: number }[];
}

/** The container engine of the simulation. */
export interface ContainersView {
  /** The state in which a client finds the engine. */
  reachability(): Reachability;
  containers(): readonly ContainerState[];
  readonly processorCount: number;
  readonly memoryBytes: number;
}
