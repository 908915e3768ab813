import type { ContainerState, ContainersView } from "../sim/container_view.ts";
import { formatTime } from "./times.ts";

const NANO = 1e9;
/** A wide-area packet, in about. */
const PACKET = 1_000;

/** Counters of the whole machine at some moment. */
export interface Moment {
  readonly unixSeconds: number;
  /** Of all processors since the machine started. */
  readonly systemCpuSeconds: number;
}

/**
 * `/containers/{id}/stats`. A container that does not run has an answer, and it is empty.
 *
 * @param before what stood there at the sample before; in a sample of one shot there was none.
 */
export function writeStats(
  container: ContainerState,
  { processorCount }: ContainersView,
  { now, before }: {
    readonly now: Moment;
    readonly before: { readonly container: ContainerState; readonly moment: Moment } | undefined;
  },
): object {
  const head = { id: container.id, name: `/${container.name}`, os_type: "linux" };
  if (container.state !== "running" && container.state !== "paused") return head;
  return {
    ...head,
    read: formatTime(now.unixSeconds),
    preread: formatTime(before?.moment.unixSeconds),
    num_procs: 0,
    storage_stats: {},
    cpu_stats: writeCpu(container, now, processorCount),
    // The sample of one shot has no system usage here, which turns a mean over all time out.
    precpu_stats: before
      ? writeCpu(before.container, before.moment, processorCount)
      : { cpu_usage: NO_USAGE, ...THROTTLING },
    memory_stats: writeMemory(container),
    pids_stats: { current: container.pids, limit: 154_393 },
    blkio_stats: {
      io_service_bytes_recursive: [
        { major: 259, minor: 0, op: "read", value: container.blockReadBytesTotal },
        { major: 259, minor: 0, op: "write", value: container.blockWrittenBytesTotal },
      ],
      ...Object.fromEntries(NOT_COUNTED.map((name) => [name, null])),
    },
    networks: {
      eth0: {
        ...writeTraffic("rx", container.networkReceivedBytesTotal),
        ...writeTraffic("tx", container.networkSentBytesTotal),
      },
    },
  };
}

/** Counters of block devices that cgroup v2 does not have. */
const NOT_COUNTED = [
  ...["io_serviced_recursive", "io_queue_recursive", "io_service_time_recursive"],
  ...["io_wait_time_recursive", "io_merged_recursive", "io_time_recursive", "sectors_recursive"],
];
const NO_USAGE = { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 };
const THROTTLING = { throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 } };

function writeCpu(
  { cpuSecondsTotal }: ContainerState,
  { systemCpuSeconds }: Moment,
  processors: number,
): object {
  const total = Math.round(cpuSecondsTotal * NANO);
  const kernel = Math.round(total * 0.15);
  return {
    cpu_usage: {
      total_usage: total,
      usage_in_kernelmode: kernel,
      usage_in_usermode: total - kernel,
    },
    system_cpu_usage: Math.round(systemCpuSeconds * NANO),
    online_cpus: processors,
    ...THROTTLING,
  };
}

function writeTraffic(prefix: "rx" | "tx", bytes: number): Record<string, number> {
  return {
    [`${prefix}_bytes`]: bytes,
    [`${prefix}_packets`]: Math.ceil(bytes / PACKET),
    [`${prefix}_errors`]: 0,
    [`${prefix}_dropped`]: 0,
  };
}

/** As cgroup v2 has it: the usage holds the cache, of which a part can be given back. */
function writeMemory(container: ContainerState): object {
  const cache = Math.round(container.memoryCacheBytes);
  const usage = Math.round(container.memoryBytes);
  const own = usage - cache;
  return {
    usage,
    limit: container.memoryLimitBytes,
    stats: {
      anon: own,
      active_anon: Math.round(own * 0.1),
      inactive_anon: own - Math.round(own * 0.1),
      file: cache,
      inactive_file: cache,
      kernel_stack: container.pids * 16_384,
      ...{ pgfault: 9_458, pgmajfault: 4 },
      ...{ slab: 662_184, slab_reclaimable: 592_024, slab_unreclaimable: 70_160 },
      ...{ active_file: 0, anon_thp: 0, file_dirty: 0, file_mapped: 0, file_writeback: 0 },
      ...{ shmem: 0, sock: 0, unevictable: 0 },
    },
  };
}
