/** Settings that a scenario may change while the world runs. Everything that is absent is as usual. */

/** The states in which a client finds a server; `hung` never answers, `garbage` answers nonsense. */
export const REACHABILITIES = ["up", "down", "hung", "garbage"] as const;
export type Reachability = (typeof REACHABILITIES)[number];

/** Changes to an engine. */
export interface EngineSettings {
  readonly requestsPerSecond?: number | undefined;
  readonly promptTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly sharedPrefixRatio?: number | undefined;
  /** Every step takes that many times as long. */
  readonly slowdown?: number | undefined;
  /** Prompts alone take that many times as long. */
  readonly prefillSlowdown?: number | undefined;
  /** Tokens of prompts that each step computes. */
  readonly prefillTokensPerStep?: number | undefined;
  /** It computes for ever, and no token comes out. */
  readonly hung?: boolean | undefined;
  /** The answers of its port while its container runs. */
  readonly reachability?: Reachability | undefined;
  readonly maxLoadedModels?: number | undefined;
  readonly keepAliveSeconds?: number | undefined;
}

/** Changes to a card. */
export interface CardSettings {
  readonly roomCelsius?: number | undefined;
  /** Below 1 for a fan or a pump that fails. */
  readonly cooling?: number | undefined;
  readonly correctedErrorsPerMinute?: number | undefined;
  readonly uncorrectedErrorsPerMinute?: number | undefined;
  /** `needs_reset`: the driver gave up on it, as after an XID that asks for a reset. */
  readonly state?: "ok" | "lost" | "needs_reset" | undefined;
}

/** Changes to a container. */
export interface ContainerSettings {
  readonly stopped?: boolean | undefined;
  /** Memory that it takes and never gives back, until its limit ends it. */
  readonly leakBytesPerSecond?: number | undefined;
  /** It ends by itself this long after each start. */
  readonly crashAfterSeconds?: number | undefined;
  readonly unhealthy?: boolean | undefined;
  /** It is started again when it ended by itself. */
  readonly restarts?: boolean | undefined;
}

/** Changes to a file system. */
export interface DiskSettings {
  readonly usedRatio?: number | undefined;
  readonly fillBytesPerSecond?: number | undefined;
}

/** Failures of the driver's tool as a whole. */
export const NVML_STATES = [
  "ok",
  "driver_mismatch",
  "device_access_lost",
  "no_devices",
  "hung",
  "garbage",
] as const;
export type NvmlState = (typeof NVML_STATES)[number];

/** Everything that a scenario may change. Keys of the records are names. */
export interface Settings {
  /** All traffic is multiplied by it. */
  readonly load?: number | undefined;
  readonly engines?: Readonly<Record<string, EngineSettings>> | undefined;
  readonly cards?: Readonly<Record<string, CardSettings>> | undefined;
  readonly containers?: Readonly<Record<string, ContainerSettings>> | undefined;
  readonly disks?: Readonly<Record<string, DiskSettings>> | undefined;
  readonly nvml?: NvmlState | undefined;
  readonly docker?: Reachability | undefined;
}

/** Puts one set of changes over another: of what both name, the later counts. */
export function mergeSettings(under: Settings, over: Settings): Settings {
  return {
    ...under,
    ...over,
    engines: mergeEach(under.engines, over.engines),
    cards: mergeEach(under.cards, over.cards),
    containers: mergeEach(under.containers, over.containers),
    disks: mergeEach(under.disks, over.disks),
  };
}

function mergeEach<T extends object>(
  under: Readonly<Record<string, T>> = {},
  over: Readonly<Record<string, T>> = {},
): Record<string, T> {
  const merged: Record<string, T> = { ...under };
  for (const [name, value] of Object.entries(over)) merged[name] = { ...merged[name], ...value };
  return merged;
}
