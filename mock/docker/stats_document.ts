import type { ContainerState, ContainersView } from "../sim/container_view.ts";

const NANO = 1e9;
/** A wide-area packet, in about. */
const PACKET = 1_000;

/** What counters of the whole machine are at some moment. */
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
export function statsOf(
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
    read: isoOf(now.unixSeconds),
    preread: before ? isoOf(before.moment.unixSeconds) : "0001-01-01T00:00:00Z",
    num_procs: 0,
    storage_stats: {},
    cpu_stats: {
      ...usageOf(container),
      system_cpu_usage: Math.round(now.systemCpuSeconds * NANO),
      online_cpus: processorCount,
      ...THROTTLING,
    },
    // The sample of one shot has no system usage here, which turns a mean over all time out.
    precpu_stats: before
      ? {
        ...usageOf(before.container),
        system_cpu_usage: Math.round(before.moment.systemCpuSeconds * NANO),
        online_cpus: processorCount,
        ...THROTTLING,
      }
      : { cpu_usage: NO_USAGE, ...THROTTLING },
    memory_stats: memoryOf(container),
    pids_stats: { current: container.pids, limit: 154_393 },
    blkio_stats: {
      io_service_bytes_recursive: [
        { major: 259, minor: 0, op: "read", value: container.blockReadBytesTotal },
        { major: 259, minor: 0, op: "write", value: container.blockWrittenBytesTotal },
      ],
      io_serviced_recursive: null,
      io_queue_recursive: null,
      io_service_time_recursive: null,
      io_wait_time_recursive: null,
      io_merged_recursive: null,
      io_time_recursive: null,
      sectors_recursive: null,
    },
    networks: {
      eth0: {
        rx_bytes: container.networkReceivedBytesTotal,
        rx_packets: Math.ceil(container.networkReceivedBytesTotal / PACKET),
        rx_errors: 0,
        rx_dropped: 0,
        tx_bytes: container.networkSentBytesTotal,
        tx_packets: Math.ceil(container.networkSentBytesTotal / PACKET),
        tx_errors: 0,
        tx_dropped: 0,
      },
    },
  };
}

const NO_USAGE = { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 };
const THROTTLING = { throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 } };

function usageOf({ cpuSecondsTotal }: ContainerState): object {
  const total = Math.round(cpuSecondsTotal * NANO);
  const kernel = Math.round(total * 0.15);
  return {
    cpu_usage: {
      total_usage: total,
      usage_in_kernelmode: kernel,
      usage_in_usermode: total - kernel,
    },
  };
}

/** As cgroup v2 has it: the usage holds the cache, of which a part can be given back. */
function memoryOf(container: ContainerState): object {
  const cache = Math.round(container.memoryCacheBytes);
  const usage = Math.round(container.memoryBytes);
  const own = usage - cache;
  return {
    usage,
    limit: container.memoryLimitBytes,
    stats: {
      active_anon: Math.round(own * 0.1),
      active_file: 0,
      anon: own,
      anon_thp: 0,
      file: cache,
      file_dirty: 0,
      file_mapped: 0,
      file_writeback: 0,
      inactive_anon: own - Math.round(own * 0.1),
      inactive_file: cache,
      kernel_stack: container.pids * 16_384,
      pgfault: 9_458,
      pgmajfault: 4,
      shmem: 0,
      slab: 662_184,
      slab_reclaimable: 592_024,
      slab_unreclaimable: 70_160,
      sock: 0,
      unevictable: 0,
    },
  };
}

function isoOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace("Z", "000000Z");
}
