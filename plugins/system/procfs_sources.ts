import type { FamilySet } from "@llm-monitor/sdk";
import { CpuClock } from "./parse/cpu_clock.ts";
import { parseDiskstats } from "./parse/diskstats.ts";
import { parseLoadavg } from "./parse/loadavg.ts";
import { parseMeminfo } from "./parse/meminfo.ts";
import { parsePressure } from "./parse/pressure.ts";
import { parseStat } from "./parse/stat.ts";
import { parseVmstat } from "./parse/vmstat.ts";
import type { Source } from "./source.ts";

/** The sources that are one file of procfs each, and pressure, which is four. */
export function procfsSources(): Source[] {
  return [
    statSource(),
    fileSource("loadavg", "/proc/loadavg", parseLoadavg),
    fileSource("meminfo", "/proc/meminfo", parseMeminfo),
    fileSource("vmstat", "/proc/vmstat", parseVmstat),
    fileSource("diskstats", "/proc/diskstats", parseDiskstats),
    pressureSource,
  ];
}

function fileSource(
  name: string,
  path: string,
  parse: (set: FamilySet, text: string) => void,
): Source {
  return {
    name,
    read: async ({ facts }, set) => {
      parse(set, await facts.read(path));
      return true;
    },
  };
}

function statSource(): Source {
  const clock = new CpuClock();
  return {
    name: "stat",
    read: async ({ facts, config: { perCpu } }, set) => {
      parseStat(set, await facts.read("/proc/stat"), { perCpu, clock });
      return true;
    },
  };
}

/** Missing on kernels without PSI; with `psi=0` the files are there and cannot be read. */
const pressureSource: Source = {
  name: "pressure",
  read: async ({ facts }, set) => {
    const files = await facts.readAll("/proc/pressure/*");
    for (const [path, text] of files) {
      parsePressure(set, path.slice(path.lastIndexOf("/") + 1), text);
    }
    return files.size > 0;
  },
};
