/**
 * `deno task soak [--minutes N]`: the bundled plugins far faster than in earnest, beside misbehaving
 * ones; tells how memory, descriptors, processes and latency go. Exits 1 when something grows.
 */
import { parseArgs } from "node:util";
import { copyPlugin } from "../support/copy_plugin.ts";
import { quantile } from "../bench/figure.ts";
import { FakeEngine } from "../support/fake_engine.ts";
import { GpuWorld } from "../support/gpu_world.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";

const GOOD_PLUGINS = 8;
const CONTAINERS = 50;
const SAMPLE_MS = 10_000;
/** Share of the run that is warm-up: caches fill, and code is compiled. */
const WARM_UP = 0.3;
const MAX_GROWTH = 1.05;

/** Fifty times as fast as every 15 s. */
const CONFIG = [
  "supervisor: { minInterval: 100ms, backoffMax: 1s, quarantineTrial: 5s }",
  "plugins:",
  "  system: { interval: 300ms }",
  "  gpu: { interval: 300ms, config: { detailsInterval: 1s } }",
  "  docker: { interval: 300ms, config: { detailsInterval: 1s } }",
  ...[...Array.from({ length: GOOD_PLUGINS }, (_, index) => `good_${index}`), "throws", "lies"]
    .map((name) => `  ${name}: { interval: 100ms }`),
  "  crashes: { interval: 300ms }",
  "  waits: { interval: 1s, timeout: 300ms }",
  "",
].join("\n");

interface Sample {
  readonly collections: number;
  readonly hostBytes: number;
  readonly hostFds: number;
  readonly kernelBytes: number;
  readonly kernelFds: number;
  /** The service that asks the container engine. */
  readonly dockerBytes: number;
  readonly processes: number;
  readonly p99Ms: number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help) {
  writeText("Watches a monitor with good and bad plugins for leaks: deno task soak [--minutes 5]");
  Deno.exit(0);
}
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  writeText(`--minutes is "${values.minutes}": it must be a number above 0`);
  Deno.exit(2);
}
const samples = await soak(minutes * 60_000);
Deno.exit(judge(samples) ? 0 : 1);

async function soak(durationMs: number): Promise<Sample[]> {
  const project = await TempProject.create();
  await project.writeConfig(CONFIG);
  const [world, engine] = [await GpuWorld.create(), await FakeEngine.start(CONTAINERS)];
  for (const name of ["system", "gpu", "docker"]) await copyPlugin(name, project);
  for (let index = 0; index < GOOD_PLUGINS; index++) await project.writePlugin(`good_${index}`);
  await project.writePlugin("throws", { collect: "throw new Error('down');" });
  await project.writePlugin("crashes", { collect: "Deno.exit(1);" });
  await project.writePlugin("waits", { collect: "await new Promise(() => {});" });
  await project.writePlugin("lies", { collect: "return [{ name: 7 }];" });
  const monitor = await Monitor.start(project, {
    env: { PATH: world.path, DOCKER_HOST: engine.host },
  });
  const samples: Sample[] = [];
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) {
    samples.push(await takeSample(monitor));
    write(samples.at(-1));
  }
  await monitor.stop();
  await Promise.all([project.remove(), world.remove(), engine.stop()]);
  return samples;
}

/** Scrapes for a while, then reads what the processes hold. */
async function takeSample(monitor: Monitor): Promise<Sample> {
  const times: number[] = [];
  const endMs = performance.now() + SAMPLE_MS;
  let text = "";
  while (performance.now() < endMs) {
    const startMs = performance.now();
    text = await monitor.metrics();
    times.push(performance.now() - startMs);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const value = (series: string) =>
    Number(text.split("\n").find((line) => line.startsWith(`${series} `))?.split(" ").at(-1));
  const of = (metric: string, process: string) =>
    value(`llm_monitor_runtime_process_${metric}{process="${process}"}`);
  return {
    collections: sum(text, /^llm_monitor_plugin_collections_total\{.*\} (\d+)$/gm),
    hostBytes: of("resident_memory_bytes", "host"),
    hostFds: of("open_fds", "host"),
    kernelBytes: of("resident_memory_bytes", "kernel"),
    kernelFds: of("open_fds", "kernel"),
    dockerBytes: of("resident_memory_bytes", "docker"),
    processes: (await descendantsOf(monitor.pid)).length,
    p99Ms: quantile(times, 0.99),
  };
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
}

function write(sample: Sample | undefined): void {
  if (!sample) return;
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const line = [
    `${sample.collections} collections`,
    `host ${mb(sample.hostBytes)} ${sample.hostFds} fds`,
    `kernel ${mb(sample.kernelBytes)} ${sample.kernelFds} fds`,
    `docker service ${mb(sample.dockerBytes)}`,
    `${sample.processes} processes`,
    `scrape p99 ${sample.p99Ms.toFixed(1)} ms`,
  ].join("  ");
  writeText(line);
}

function writeText(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** Compares the end with what came after the warm-up. */
function judge(all: readonly Sample[]): boolean {
  const warm = all.slice(Math.floor(all.length * WARM_UP));
  const half = Math.floor(warm.length / 2);
  const mean = (part: readonly Sample[], key: keyof Sample) =>
    part.reduce((total, sample) => total + sample[key], 0) / part.length;
  const keys = ["hostBytes", "hostFds", "kernelFds", "dockerBytes", "processes"] as const;
  return keys.map((key) => {
    const growth = mean(warm.slice(half), key) / mean(warm.slice(0, half), key);
    const isFine = growth < MAX_GROWTH;
    const text = `${isFine ? "ok  " : "MISS"}  ${key} grew to ${(growth * 100).toFixed(1)} %\n`;
    Deno.stdout.writeSync(new TextEncoder().encode(text));
    return isFine;
  }).every((isFine) => isFine);
}
