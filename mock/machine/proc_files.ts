import type { World } from "../sim/world.ts";
import { memoryFiles } from "./memory_files.ts";

const TICKS = 100;
const SECTOR_BYTES = 512;
/** The machine was started long before the simulation, and its processors were used so. */
const EARLIER_SECONDS = 19 * 86_400;
const EARLIER_SHARES = { user: 0.05, system: 0.01, idle: 0.935, iowait: 0.005 };

/** The files of /proc that plugins may ask for, by path below it. */
export function procFiles(world: World): Record<string, string> {
  return {
    "stat": statText(world),
    "loadavg": loadText(world),
    ...memoryFiles(world),
    "diskstats": diskText(world),
    "1/net/dev": networkText(world),
    "1/mountinfo": mountText(world),
    ...cgroupFiles(world),
    ...driverFiles(world),
  };
}

function statText(world: World): string {
  const { machine, now } = world;
  const { cpus } = machine.spec;
  const line = (name: string, parts: number) => {
    const ticks = (mode: keyof typeof EARLIER_SHARES) => {
      const seconds = machine.cpu[mode] + EARLIER_SHARES[mode] * EARLIER_SECONDS * cpus;
      return Math.round((seconds * TICKS) / parts);
    };
    const [user, system] = [ticks("user"), ticks("system")];
    return `${name} ${user} 0 ${system} ${ticks("idle")} ${ticks("iowait")} 0 0 0 0 0`;
  };
  const cores = Array.from({ length: cpus }, (_, index) => line(`cpu${index}`, cpus));
  return [
    line("cpu ", 1),
    ...cores,
    `btime ${Math.floor(world.unixTime(now - machine.uptimeSeconds - EARLIER_SECONDS))}`,
    `procs_running ${Math.max(1, Math.round(machine.cores))}`,
    "procs_blocked 0",
    "",
  ].join("\n");
}

function loadText({ machine }: World): string {
  const averages = machine.loadAverages.map((load) => load.toFixed(2));
  return `${averages.join(" ")} ${Math.max(1, Math.round(machine.cores))}/1843 61234\n`;
}

function diskText({ machine }: World): string {
  const { read, written, busyDiskSeconds } = machine.totals;
  const line = (device: string, major: number, bytes: { read: number; written: number }) => {
    const busyMs = Math.round(bytes.read > 0 ? busyDiskSeconds * 1_000 : 0);
    const writes = Math.round(bytes.written / 16_384);
    const writeMs = Math.round(writes / 20);
    const sectors = (count: number) => Math.round(count / SECTOR_BYTES);
    const cells = [
      ...[Math.round(bytes.read / 131_072), 0, sectors(bytes.read), busyMs],
      ...[writes, 0, sectors(bytes.written), writeMs],
      ...[0, busyMs, busyMs + writeMs],
    ];
    return ` 259 ${String(major).padStart(7)} ${device} ${cells.join(" ")}\n`;
  };
  return line("nvme0n1", 0, { read: 0, written }) + line("nvme1n1", 4, { read, written: 0 });
}

function networkText({ machine }: World): string {
  const { received, sent } = machine.totals;
  const line = (name: string, inBytes: number, outBytes: number) => {
    const cells = (bytes: number) => `${Math.round(bytes)} ${Math.round(bytes / 900)} 0 0 0 0 0 0`;
    return `${name}: ${cells(inBytes)} ${cells(outBytes)}\n`;
  };
  const head = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
  return head + line("    lo", 1e6, 1e6) + line("ens1f0np0", received, sent);
}

function mountText({ machine }: World): string {
  const lines = machine.spec.disks.map(({ mountpoint, device, fstype }, index) => {
    const ids = `${27 + index} ${index === 0 ? 1 : 27} 259:${2 + index}`;
    return `${ids} / ${mountpoint} rw,relatime shared:${index + 1} - ${fstype} ${device} rw`;
  });
  return ["22 27 0:20 / /proc rw,nosuid shared:12 - proc proc rw", ...lines, ""].join("\n");
}

/** A process that holds a card's memory is one of its container. */
function cgroupFiles({ engines }: World): Record<string, string> {
  const files = engines.filter(({ container }) => container.isRunning).map(({ container }) => {
    const { id, pid } = container.identity;
    return [`${pid}/cgroup`, `0::/system.slice/docker-${id}.scope\n`] as const;
  });
  return Object.fromEntries(files);
}

/** The files of the driver's kernel module, also of cards that fell off the bus. */
function driverFiles({ cards }: World): Record<string, string> {
  const nvidia = cards.filter(({ spec }) => spec.vendor === "nvidia");
  return Object.fromEntries(nvidia.map(({ spec }) => {
    const address = spec.busId.slice(4).toLowerCase();
    const text = `Model: \t\t ${spec.name}\nGPU UUID: \t ${spec.uuid}\nBus Type: \t PCIe\n`;
    return [`driver/nvidia/gpus/${address}/information`, text];
  }));
}
