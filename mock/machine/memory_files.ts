import type { World } from "../sim/world.ts";

/** The files of /proc about memory and pressure. */
export function memoryFiles({ machine, engines }: World): Record<string, string> {
  const kB = (bytes: number) => `${Math.round(bytes / 1024)} kB`;
  const { memoryBytes, cacheBytes, spec, cpu } = machine;
  const free = spec.memoryBytes - memoryBytes - cacheBytes;
  const lines: Record<string, string> = {
    MemTotal: kB(spec.memoryBytes),
    MemFree: kB(free),
    MemAvailable: kB(free + cacheBytes * 0.97),
    Buffers: kB(1.2e9),
    Cached: kB(cacheBytes),
    AnonPages: kB(memoryBytes * 0.9),
    Mapped: kB(cacheBytes * 0.7),
    Shmem: kB(2.4e9),
    SReclaimable: kB(3e9),
    Dirty: kB(4e5),
    Writeback: kB(0),
    Mlocked: kB(0),
    AnonHugePages: kB(memoryBytes * 0.3),
    SwapTotal: kB(0),
    SwapFree: kB(0),
  };
  const oomKills = engines.reduce((sum, { container }) => sum + container.oomKills, 0);
  const faults = Math.round(machine.totals.read / 131_072);
  return {
    "meminfo": Object.entries(lines).map(([key, value]) => `${key}: ${value}\n`).join(""),
    "vmstat": `pswpin 0\npswpout 0\npgmajfault ${412 + faults}\noom_kill ${oomKills}\n`,
    "pressure/cpu": pressure(machine.cpuStalledRatio * 100, machine.cpuStalledSeconds),
    "pressure/io": pressure(0, cpu.iowait),
    "pressure/memory": pressure(0, 0),
  };
}

function pressure(percent: number, seconds: number): string {
  const averages = ["avg10", "avg60", "avg300"].map((name) => `${name}=${percent.toFixed(2)}`);
  const none = "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
  return `some ${averages.join(" ")} total=${Math.round(seconds * 1e6)}\n${none}`;
}
