/** The parts of the simulated machine, before anything happens to them. */
import type { ModelSpec } from "./engine_view.ts";

/** The requests that arrive at an engine. */
export interface Traffic {
  readonly requestsPerSecond: number;
  /** Means; lengths are spread around them. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Share of requests that begin with a prompt that others have, too. */
  readonly sharedPrefixRatio: number;
}

/** The speed of an engine on its card when nothing slows the card down. */
export interface Timing {
  /** Every step reads the weights once. */
  readonly stepSeconds: number;
  readonly perSequenceSeconds: number;
  /** Every step reads the whole KV cache of its batch. */
  readonly perKvTokenSeconds: number;
  readonly prefillTokensPerSecond: number;
}

/** An engine with its model and its container. */
export interface EngineSpec {
  /** The name of its target and of its Compose service. */
  readonly name: string;
  readonly engine: string;
  readonly version: string;
  readonly port: number;
  readonly image: string;
  readonly models: readonly ModelSpec[];
  readonly maxConcurrentRequests: number;
  /** Prompt tokens that one step may compute. */
  readonly prefillTokensPerStep: number;
  readonly kvCapacityTokens: number;
  readonly kvBlockTokens: number;
  readonly kvBytesPerToken: number;
  /** The whole KV cache is taken from the card at the start. */
  readonly reservesKv: boolean;
  readonly timing: Timing;
  readonly traffic: Traffic;
  /** Index of its card; undefined for one that computes nothing itself. */
  readonly card?: number | undefined;
  /** Index of its MIG device. */
  readonly migDevice?: number | undefined;
  /** As the driver names its process. */
  readonly processName: string;
  readonly loadBytesPerSecond: number;
  /** Models are loaded when they are asked for, as Ollama does. */
  readonly onDemand?: OnDemand | undefined;
  /** Names of the engines behind it, for one that passes requests on. */
  readonly upstreams?: readonly string[] | undefined;
  readonly container: ContainerSpec;
}

/** Bounds of what is loaded at once. */
export interface OnDemand {
  readonly maxLoadedModels: number;
  readonly keepAliveSeconds: number;
}

/** The limits of a container, and its use at rest. */
export interface ContainerSpec {
  readonly cpuLimitCores: number | undefined;
  readonly memoryLimitBytes: number;
  readonly memoryBytes: number;
  readonly idleCores: number;
  readonly pids: number;
}

/** A MIG device of a card. */
export interface MigSpec {
  readonly uuid: string;
  readonly profile: string;
  readonly gpuInstance: number;
  readonly computeInstance: number;
  readonly memoryMib: number;
  /** Of the card's multiprocessors. */
  readonly share: number;
}

/** A card, as far as its physics go. What else its tools print stands in the world's files. */
export interface CardSpec {
  readonly vendor: "nvidia" | "amd";
  readonly name: string;
  readonly uuid: string;
  readonly busId: string;
  readonly memoryMib: number;
  readonly reservedMib: number;
  readonly idleWatts: number;
  readonly limitWatts: number;
  readonly maxClockMhz: number;
  readonly idleClockMhz: number;
  /** Degrees above the room for each watt, once settled. */
  readonly kelvinPerWatt: number;
  readonly thermalSeconds: number;
  /** Above it the card slows down. */
  readonly slowdownCelsius: number;
  readonly hasEcc: boolean;
  readonly mig: readonly MigSpec[];
}

/** The machine under it all. */
export interface MachineSpec {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly disks: readonly DiskSpec[];
}

/** A file system. */
export interface DiskSpec {
  readonly mountpoint: string;
  readonly device: string;
  readonly fstype: string;
  readonly sizeBytes: number;
  readonly usedBytes: number;
}

/** Everything. */
export interface WorldSpec {
  readonly machine: MachineSpec;
  readonly cards: readonly CardSpec[];
  readonly engines: readonly EngineSpec[];
}
