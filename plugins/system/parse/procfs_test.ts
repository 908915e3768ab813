import assert from "node:assert/strict";
import fc from "fast-check";
import { FamilySet } from "@llm-monitor/sdk";
import { CpuClock } from "./cpu_clock.ts";
import { parseDiskstats } from "./diskstats.ts";
import { parseLoadavg } from "./loadavg.ts";
import { parseMeminfo } from "./meminfo.ts";
import { parseMountinfo } from "./mountinfo.ts";
import { parseNetdev } from "./netdev.ts";
import { parsePressure } from "./pressure.ts";
import { parseStat } from "./stat.ts";
import { parseVmstat } from "./vmstat.ts";

type Parse = (set: FamilySet, text: string) => void;

const stat = (perCpu: boolean): Parse => (set, text) =>
  parseStat(set, text, { perCpu, clock: new CpuClock() });
const pressure = (resource: string): Parse => (set, text) => parsePressure(set, resource, text);

/** Every sample as `name{labels} value`, without the common prefix of the names. */
function read(parse: Parse, text: string): string[] {
  const set = new FamilySet();
  parse(set, text);
  return set.families().flatMap(({ name, samples }) =>
    samples.map((sample) => {
      const value = "value" in sample ? sample.value : "histogram";
      const labels = Object.values(sample.labels).join(",");
      return `${name.replace("llm_monitor_system_", "")}{${labels}} ${value}`;
    })
  );
}

function listDevices(parse: Parse, text: string): string[] {
  return [...new Set(read(parse, text).map((line) => /\{(.*)\}/.exec(line)?.[1] ?? ""))];
}

Deno.test("parseStat shows guests beside user and nice, and does not count them twice", () => {
  assert.deepEqual(read(stat(false), "cpu  500 100 30 4000 5 1 2 3 400 50\n"), [
    "cpu_seconds_total{user} 5",
    "cpu_seconds_total{nice} 1",
    "cpu_seconds_total{system} 0.3",
    "cpu_seconds_total{idle} 40",
    "cpu_seconds_total{iowait} 0.05",
    "cpu_seconds_total{irq} 0.01",
    "cpu_seconds_total{softirq} 0.02",
    "cpu_seconds_total{steal} 0.03",
    "cpu_guest_seconds_total{user} 4",
    "cpu_guest_seconds_total{nice} 0.5",
  ]);
});

Deno.test("parseStat gives one series for each CPU and mode only when asked to", () => {
  const text = "cpu 2 0 0 0\ncpu0 1 0 0 0\ncpu3 1 0 0 0\n";
  const cores = (perCpu: boolean) =>
    read(stat(perCpu), text).filter((line) => line.startsWith("cpu_core"));
  assert.equal(cores(false).length, 0);
  assert.equal(cores(true).length, 8);
  assert(read(stat(false), text).includes("cpus{} 2"));
});

Deno.test("parseNetdev leaves out loopback and what comes and goes with containers", () => {
  const line = (device: string) => `${device}:1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n`;
  const devices = [
    "lo",
    "eth0",
    "bond0.12",
    "ib0",
    "veth1a2b",
    "docker0",
    "br-0a1b",
    "cali12",
    "wg0",
  ];
  assert.deepEqual(listDevices(parseNetdev, devices.map(line).join("")), [
    "eth0",
    "bond0.12",
    "ib0",
    "wg0",
  ]);
  assert(read(parseNetdev, line("eth0")).includes("network_transmit_dropped_total{eth0} 8"));
});

Deno.test("parseDiskstats shows a partition where its disk is not listed", () => {
  const devices = (names: string) =>
    listDevices(parseDiskstats, names.split(" ").map((name) => ` 8 0 ${name} 1 0 2 3\n`).join(""));
  const all = "rbd0 rbd0p1 zd0 zd0p1 nvme0n1 nvme0c0n1 nvme0n1p1 nbd1 nbd1p2 md127 md127p1";
  assert.deepEqual(devices(all), "rbd0 zd0 nvme0n1 nbd1 md127".split(" "));
  assert.deepEqual(devices("xvda1 xvdb xvdb1 nvme1c0n1"), ["xvda1", "xvdb", "nvme1c0n1"]);
  assert.deepEqual(devices("dm-0 sda12 sdaa sdaa1"), ["dm-0", "sda12", "sdaa"]);
});

Deno.test("parseDiskstats shows disks, not their partitions", () => {
  const names = ["sda", "sda1", "nvme0n1", "nvme0n1p2", "mmcblk0", "mmcblk0p1", "loop3", "zram0"];
  const text = [...names, "dm-0", "md127", "vdb"].map((name) => ` 8 0 ${name} 1 0 2 3\n`).join("");
  assert.deepEqual(listDevices(parseDiskstats, text), [
    ..."sda nvme0n1 mmcblk0 dm-0 md127 vdb".split(" "),
  ]);
  // Four columns: what is not there is absent, and not 0.
  assert.deepEqual(read(parseDiskstats, "8 0 sda 1 0 2 3\n"), [
    "disk_reads_total{sda} 1",
    "disk_read_bytes_total{sda} 1024",
    "disk_read_seconds_total{sda} 0.003",
  ]);
});

Deno.test("parsePressure takes totals in seconds, and no full stall of the CPU", () => {
  const text = "some avg10=1.00 avg60=0.00 avg300=0.00 total=1500000\n" +
    "full avg10=0.00 avg60=0.00 avg300=0.00 total=250000\n";
  const name = "pressure_stalled_seconds_total";
  assert.deepEqual(read(pressure("cpu"), text), [`${name}{cpu,some} 1.5`]);
  assert.deepEqual(read(pressure("io"), text), [`${name}{io,some} 1.5`, `${name}{io,full} 0.25`]);
});

Deno.test("parseMeminfo multiplies kB by 1024, and counts huge pages", () => {
  assert.deepEqual(read(parseMeminfo, "MemTotal: 2 kB\nHugePages_Free: 3\nconstructor: 1 kB\n"), [
    "memory_total_bytes{} 2048",
    "hugepages{free} 3",
  ]);
});

Deno.test("the parsers take any text, and never make a value that is no number", () => {
  const parsers: Parse[] = [
    stat(true),
    pressure("io"),
    parseDiskstats,
    parseLoadavg,
    parseMeminfo,
    parseNetdev,
    parseVmstat,
  ];
  const word = fc.constantFrom("cpu", "cpu0", "btime", "pswpin", "MemTotal:", "eth0:", "some");
  const token = fc.oneof(word, fc.nat().map(String), fc.string(), fc.constantFrom("-1", "NaN", ""));
  const text = fc.array(fc.array(token).map((tokens) => tokens.join(" ")))
    .map((lines) => lines.join("\n"));
  fc.assert(fc.property(text, (input) => {
    parseMountinfo(input);
    for (const parse of parsers) {
      for (const line of read(parse, input)) assert.doesNotMatch(line, / (?:NaN|undefined)$/);
    }
  }));
});
