import { isRecord } from "@llm-monitor/sdk";
import type { DockerStats } from "@llm-monitor/sdk";
import { lowestDevices } from "./block_layers.ts";
import type { BlockLayers } from "./block_layers.ts";

/** Counters of one container in base units; what the engine did not tell is absent. */
export interface Counters {
  readonly cpuSeconds?: number;
  readonly cpuUserSeconds?: number;
  readonly cpuSystemSeconds?: number;
  readonly cpuPeriods?: number;
  readonly cpuThrottledPeriods?: number;
  readonly cpuThrottledSeconds?: number;
  readonly memoryWorkingSetBytes?: number;
  readonly memoryUsageBytes?: number;
  readonly memoryRssBytes?: number;
  readonly memoryCacheBytes?: number;
  readonly memorySwapBytes?: number;
  readonly memorySharedBytes?: number;
  readonly blockReadBytes?: number;
  readonly blockWrittenBytes?: number;
  readonly blockReads?: number;
  readonly blockWrites?: number;
  readonly processes?: number;
  readonly interfaces: Readonly<Record<string, Fields>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Entries of the devices that lie lowest: those above them count the same bytes again. */
function lowestLayers(entries: unknown, layers: BlockLayers): Fields[] {
  const all = Array.isArray(entries) ? entries.map(toFields) : [];
  const formatDevice = ({ major, minor }: Fields) => `${major}:${minor}`;
  const lowest = lowestDevices(new Set(all.map(formatDevice)), layers);
  return all.filter((entry) => lowest.has(formatDevice(entry)));
}

/**
 * Reads a one-shot sample of cgroup v1 or v2. A container that does not run has an empty one, or one
 * of zeros; both tell nothing, since a counter of 0 would be a reset.
 */
export function parseCounters(
  stats: DockerStats,
  layers: BlockLayers = new Map(),
): Counters | undefined {
  const usage = toFields(stats.cpu_stats?.cpu_usage);
  const memory = toFields(stats.memory_stats);
  const total = toNumber(usage.total_usage);
  if (total === undefined || (total === 0 && Object.keys(memory).length === 0)) return undefined;
  const throttling = toFields(stats.cpu_stats?.throttling_data);
  const [bytes, operations] = [
    stats.blkio_stats?.io_service_bytes_recursive,
    stats.blkio_stats?.io_serviced_recursive,
  ].map((entries) => lowestLayers(entries, layers));
  // Windows counts in 100 ns, and memory in its own way.
  const ticks = "privateworkingset" in memory ? 1e7 : 1e9;
  const seconds = (value: unknown) => scaled(toNumber(value), ticks);
  return present({
    cpuSeconds: seconds(total),
    cpuUserSeconds: seconds(usage.usage_in_usermode),
    cpuSystemSeconds: seconds(usage.usage_in_kernelmode),
    cpuPeriods: toNumber(throttling.periods),
    cpuThrottledPeriods: toNumber(throttling.throttled_periods),
    cpuThrottledSeconds: seconds(throttling.throttled_time),
    ...readMemory(memory),
    blockReadBytes: sumOperations(bytes, "read", "rbytes"),
    blockWrittenBytes: sumOperations(bytes, "write", "wbytes"),
    // podman may list counts among the bytes, under the kernel's own names.
    blockReads: sumOperations(operations, "read", "rios") ?? sumOperations(bytes, "rios"),
    blockWrites: sumOperations(operations, "write", "wios") ?? sumOperations(bytes, "wios"),
    processes: toNumber(stats.pids_stats?.current),
    interfaces: Object.fromEntries(
      Object.entries(stats.networks ?? {}).map(([name, counters]) => [name, toFields(counters)]),
    ),
  });
}

/** The working set is what docker stats and cAdvisor show: usage without inactive file cache. */
function readMemory(memory: Fields) {
  const stats = toFields(memory.stats);
  const usage = toNumber(memory.usage);
  const inactive = toNumber(stats.total_inactive_file) ?? toNumber(stats.inactive_file);
  return {
    memoryUsageBytes: usage,
    // podman tells usage alone: with the cache in it that is not what the container needs.
    memoryWorkingSetBytes: usage === undefined || inactive === undefined
      ? toNumber(memory.privateworkingset)
      : usage - (inactive < usage ? inactive : 0),
    memoryRssBytes: toNumber(stats.total_rss) ?? toNumber(stats.rss) ?? toNumber(stats.anon),
    memoryCacheBytes: toNumber(stats.total_cache) ?? toNumber(stats.cache) ?? toNumber(stats.file),
    memorySwapBytes: toNumber(stats.total_swap) ?? toNumber(stats.swap),
    memorySharedBytes: toNumber(stats.total_shmem) ?? toNumber(stats.shmem),
  };
}

/** Sums the entries of operations over all devices: `Read` in cgroup v1, `read` in v2. */
function sumOperations(
  entries: readonly Fields[] = [],
  ...operations: string[]
): number | undefined {
  const values = entries
    .filter(({ op }) => typeof op === "string" && operations.includes(op.toLowerCase()))
    .map(({ value }) => toNumber(value) ?? 0);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]: Exclude<T[K], undefined> };
}

export function toFields(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** A number that is exact: the engine's words for "no limit" are beyond that. */
export function toNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 &&
      value <= Number.MAX_SAFE_INTEGER
    ? value
    : undefined;
}

function scaled(value: number | undefined, divisor: number): number | undefined {
  return value === undefined ? undefined : value / divisor;
}
