/**
 * Limits of too much, too little and too late: one place for the alerts and recording rules, the
 * boards and the list of problems on the status page. Ratios are from 0 to 1, times are seconds.
 */

/** A share of events that has to be good; the rest is the error budget of 30 days. */
export interface Slo {
  /** Share of good events. */
  readonly objective: number;
}

/** A share of requests that has to be quick. */
export interface LatencySlo extends Slo {
  /** At most so long. It has to be a bucket bound of every engine: vLLM and SGLang share few. */
  readonly seconds: number;
}

/** The objectives, for each server and model. */
export const SLOS = {
  /** Time to the first token. */
  timeToFirstToken: { objective: 0.95, seconds: 1 },
  /** Time between two tokens of an answer: ten tokens a second, about as fast as people read. */
  interTokenLatency: { objective: 0.95, seconds: 0.1 },
  /** Requests that do not fail. */
  availability: { objective: 0.99 },
} as const satisfies Readonly<Record<string, Slo | LatencySlo>>;

/**
 * Pairs of windows whose burn rate has to be too high in both: the long one says that it matters, the
 * short one that it still happens. The factors spend 2, 5, 10 and 10 % of a 30 days' budget within the
 * long window, as in the SRE workbook.
 */
export const BURN_RATES = [
  { short: "5m", long: "1h", factor: 14.4, severity: "critical" },
  { short: "30m", long: "6h", factor: 6, severity: "critical" },
  { short: "2h", long: "1d", factor: 3, severity: "warning" },
  { short: "6h", long: "3d", factor: 1, severity: "warning" },
] as const;

/** Requests a second below which burn rates say nothing: one failure among few is no trend. */
export const MINIMAL_REQUESTS_PER_SECOND = 0.01;

export const THRESHOLDS = {
  /** The monitor itself. */
  monitor: {
    /** A plugin without a good collection for so long is stale; above the longest interval in use. */
    staleSeconds: 180,
    /** Share of the time in which processes were ready and got no processor. */
    starvedRatio: 0.25,
    /** Restarts of a plugin's process in 15 minutes. */
    restarts: 3,
    /** Share of a plugin's collections that were due while the one before still ran. */
    missedTicksRatio: 0.2,
    /** The longest time of a scrape that is no cause for a look. */
    scrapeSeconds: 1,
    /** Share of five minutes in which Docker, or a tool of the cards, has to answer. */
    answeredRatio: 0.8,
  },
  /** LLM servers. */
  llm: {
    /** Share of the KV cache from which one more long prompt does not fit. */
    kvCacheHighRatio: 0.9,
    /** Share of the KV cache that is as good as full. */
    kvCacheFullRatio: 0.95,
    /** Share of the KV cache below which its growth is no news. */
    kvCacheFillingRatio: 0.5,
    /** Requests put back for lack of KV cache, a second: each computes its prompt again. */
    preemptionsPerSecond: 0.05,
    /** Requests that wait, from which a queue is worth a look. */
    waitingRequests: 10,
    /** Share of five minutes in which the pages of a server that is up have to be readable. */
    readableRatio: 0.5,
    /** Share of failed requests at which somebody has to look now. */
    failedRatio: 0.05,
    /** The mean time to the first token that nobody waits for gladly. */
    firstTokenSeconds: 2,
    /** Use of a card below which a server with a queue in front of it does not compute. */
    idleUtilizationRatio: 0.1,
    /** Models that a server loaded or put out in an hour. */
    modelChangesPerHour: 6,
    /** Hours until the KV cache or the queue is at its end, at the pace of the last hours. */
    capacityHours: 4,
    /** Share of the tokens a joule of the last day below which a card works much and gives little. */
    tokensPerJouleRatio: 0.25,
  },
  /** Cards. */
  gpu: {
    /** Degrees where the card tells no limit of its own. */
    temperatureCelsius: 87,
    /** Degrees from which a card is worth a look. */
    temperatureWarnCelsius: 83,
    /** Degrees left until the card slows down. */
    temperatureMarginCelsius: 3,
    /** Degrees left that are worth a look. */
    temperatureMarginWarnCelsius: 8,
    /** Share of the time in which heat or power brakes hold the clocks back. */
    throttledRatio: 0.1,
    /** Share of a card's memory in use. Engines take it all at their start: no fault by itself. */
    memoryUsedRatio: 0.95,
    /** Corrected memory errors in an hour. */
    correctedErrorsPerHour: 10,
    /** Use from which a card counts as busy. */
    busyUtilizationRatio: 0.8,
    /** Use below which a card counts as idle. */
    idleUtilizationRatio: 0.02,
    /** Share of the memory in use from which an idle card holds what others could use. */
    heldMemoryRatio: 0.1,
  },
  /** Containers. */
  containers: {
    /** Share of its memory limit that a container may need. */
    memoryRatio: 0.9,
    /** Restarts in 15 minutes. */
    restarts: 3,
    /** Share of the periods in which a CPU quota held a container back. */
    cpuThrottledRatio: 0.5,
  },
  /** The machine. */
  system: {
    /** Share of a file system that has to be free. */
    diskAvailableRatio: 0.1,
    /** Share of a file system below which writing fails soon. */
    diskFullRatio: 0.03,
    /** Share of a file system that is free, above which its filling up is no news. */
    diskFillingRatio: 0.3,
    /** A file system that is full earlier than this, at the pace of the last hours. */
    diskFullSeconds: 4 * 86_400,
    /** Share of the inodes that has to be free. */
    inodesFreeRatio: 0.05,
    /** Share of available memory that is worth a look. */
    memoryWarnRatio: 0.1,
    /** Share of the memory that has to be available. */
    memoryAvailableRatio: 0.05,
    /** Share of the time in which some threads waited for a processor. */
    cpuPressureRatio: 0.6,
    /** Share of the time in which all threads waited for memory. */
    memoryPressureRatio: 0.1,
    /** Share of the time in which all threads waited for a disk. */
    diskPressureRatio: 0.4,
    /** Degrees of a chip that is no card: worth a look, and too many. */
    temperatureWarnCelsius: 85,
    temperatureCelsius: 95,
  },
  /** Prometheus, Alertmanager, Loki and Alloy. */
  stack: {
    /** Share of the interval that evaluating a group of rules may take. */
    ruleDurationRatio: 0.5,
    /** Samples that Prometheus may refuse, a second. */
    refusedSamplesPerSecond: 0,
    /** Share of the requests that Loki answers with an error. */
    lokiErrorRatio: 0.1,
  },
  /** Many hosts. */
  fleet: {
    /** Share of the hosts of a rack or a cluster that are out of reach. */
    lostRatio: 0.5,
    /** Hosts of a rack below which it may be an accident. */
    lostRackHosts: 3,
    /** Hosts of a cluster below which it may be an accident. */
    lostClusterHosts: 5,
    /** Hours of samples that an agent keeps while it cannot send: half of what its log is truncated by. */
    agentKeepsHours: 24,
    /** Hours before the oldest of them is lost. */
    agentLosesSoonHours: 6,
  },
} as const;
