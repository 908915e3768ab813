/** What somebody would write with prom-client: `server.mjs <port>`. The same module runs in Node and in Deno. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";
import client from "prom-client";

const TICKS_PER_SECOND = 100;
const SECTOR_BYTES = 512;
const registry = new client.Registry();
const MODES = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"];
const cpu = gauge("bench_cpu_seconds_total", ["cpu", "mode"]);
const memory = gauge("bench_memory_bytes", ["field"]);
const load = gauge("bench_load", ["span"]);
const disk = gauge("bench_disk_bytes_total", ["device", "direction"]);
const network = gauge("bench_network_bytes_total", ["device", "direction"]);

createServer(async (_request, response) => {
  readAll();
  const text = await registry.metrics();
  response.writeHead(200, { "content-type": registry.contentType }).end(text);
}).listen(Number(process.argv[2]), "127.0.0.1");

function gauge(name, labelNames) {
  return new client.Gauge({
    name,
    help: "A value of the machine.",
    labelNames,
    registers: [registry],
  });
}

function readAll() {
  for (const [name, ...ticks] of rowsOf("/proc/stat").filter(([name]) => name.startsWith("cpu"))) {
    MODES.forEach((mode, index) => cpu.set({ cpu: name, mode }, ticks[index] / TICKS_PER_SECOND));
  }
  for (const [field, kib] of rowsOf("/proc/meminfo")) {
    memory.set({ field: field.replace(":", "") }, kib * 1024);
  }
  const [spans] = rowsOf("/proc/loadavg");
  ["1m", "5m", "15m"].forEach((span, index) => load.set({ span }, Number(spans[index])));
  for (const fields of rowsOf("/proc/diskstats")) {
    disk.set({ device: fields[2], direction: "read" }, fields[5] * SECTOR_BYTES);
    disk.set({ device: fields[2], direction: "written" }, fields[9] * SECTOR_BYTES);
  }
  for (const [name, ...values] of rowsOf("/proc/net/dev").slice(2)) {
    const device = name.replace(":", "");
    network.set({ device, direction: "received" }, Number(values[0]));
    network.set({ device, direction: "sent" }, Number(values[8]));
  }
}

function rowsOf(path) {
  return readFileSync(path, "utf8").trim().split("\n").map((line) => line.trim().split(/\s+/));
}
