import type { ContainerWork } from "./container.ts";
import type { DiskSettings } from "./settings.ts";
import type { DiskSpec, MachineSpec } from "./specs.ts";

/** The machine as the fakes see it, which only the simulation changes. */
export type MachineView = Readonly<Machine>;

/** Its own services, besides the containers. */
const OWN_CORES = 0.4;
const OWN_MEMORY_BYTES = 9e9;
const SYSTEM_SHARE = 0.18;
/** Disks of this kind read so fast. */
const DISK_BYTES_PER_SECOND = 6e9;
const LOAD_MINUTES = [1, 5, 15] as const;
const NO_TOTALS = { received: 0, sent: 0, read: 0, written: 0, busyDiskSeconds: 0 };

/** The machine under the containers: CPU, memory, disks and network. */
export class Machine {
  readonly spec: MachineSpec;
  readonly #usedBytes = new Map<string, number>();
  readonly #load = [0, 0, 0];
  readonly #cpu = { user: 0, system: 0, idle: 0, iowait: 0 };
  readonly #totals = { ...NO_TOTALS };
  memoryBytes = OWN_MEMORY_BYTES;
  cacheBytes = 0;
  /** Cores in use over the last tick. */
  cores = 0;
  /** Seconds since the start in which a task waited for a processor. */
  cpuStalledSeconds = 0;
  uptimeSeconds = 0;

  constructor(spec: MachineSpec) {
    this.spec = spec;
    for (const { mountpoint, usedBytes } of spec.disks) this.#usedBytes.set(mountpoint, usedBytes);
  }

  /** CPU seconds by mode, over all CPUs. */
  get cpu(): Readonly<{ user: number; system: number; idle: number; iowait: number }> {
    return this.#cpu;
  }

  /** Share of the time in which a task waits for a processor. */
  get cpuStalledRatio(): number {
    return 0.02 * Math.min(0.99, this.cores / this.spec.cpus);
  }

  get loadAverages(): readonly number[] {
    return this.#load;
  }

  /** Bytes through its disks and its network since the start. */
  get totals(): Readonly<typeof NO_TOTALS> {
    return this.#totals;
  }

  usedBytes({ mountpoint }: DiskSpec): number {
    return this.#usedBytes.get(mountpoint) ?? 0;
  }

  /** Goes on for `seconds`, in which its containers did `works`. */
  advance(
    seconds: number,
    works: readonly ContainerWork[],
    disks: Readonly<Record<string, DiskSettings>>,
  ): void {
    const sum = (field: Exclude<keyof ContainerWork, "isReady">) =>
      works.reduce((total, work) => total + work[field], 0);
    const { cpus, memoryBytes } = this.spec;
    const used = Math.min(sum("cpuSeconds") + OWN_CORES * seconds, cpus * seconds);
    const readBytes = sum("readBytes");
    const waiting = Math.min(readBytes / DISK_BYTES_PER_SECOND, cpus * seconds - used);
    this.#cpu.user += used * (1 - SYSTEM_SHARE);
    this.#cpu.system += used * SYSTEM_SHARE;
    this.#cpu.iowait += waiting;
    this.#cpu.idle += cpus * seconds - used - waiting;
    this.cores = used / seconds;
    this.cpuStalledSeconds += this.cpuStalledRatio * seconds;
    LOAD_MINUTES.forEach((minutes, index) => {
      const share = 1 - Math.exp(-seconds / (60 * minutes));
      const load = this.#load[index] ?? 0;
      this.#load[index] = load + (this.cores - load) * share;
    });
    this.memoryBytes = Math.min(memoryBytes, OWN_MEMORY_BYTES + sum("memoryBytes"));
    this.cacheBytes = Math.min(memoryBytes - this.memoryBytes, sum("cacheBytes"));
    this.#totals.received += sum("receivedBytes");
    this.#totals.sent += sum("sentBytes");
    this.#totals.read += readBytes;
    this.#totals.written += sum("writtenBytes");
    this.#totals.busyDiskSeconds += Math.min(waiting, seconds);
    this.uptimeSeconds += seconds;
    for (const disk of this.spec.disks) this.#fill(disk, seconds, disks[disk.mountpoint]);
  }

  /** Once nothing fills a disk any more, somebody has cleared it. */
  #fill(disk: DiskSpec, seconds: number, settings: DiskSettings = {}): void {
    const { usedRatio, fillBytesPerSecond = 0 } = settings;
    const isFilled = usedRatio !== undefined || fillBytesPerSecond > 0;
    const used = isFilled ? this.usedBytes(disk) : disk.usedBytes;
    const target = Math.max(used, (usedRatio ?? 0) * disk.sizeBytes);
    this.#usedBytes.set(
      disk.mountpoint,
      Math.min(disk.sizeBytes, target + fillBytesPerSecond * seconds),
    );
  }
}
