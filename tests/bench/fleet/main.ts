/** `deno task bench fleet`: what 10, 100, 300 and 1,000 hosts cost one Prometheus on this machine. */
import { parseArgs } from "node:util";
import type { FleetCosts, FleetPoint } from "../../../runtime/cli/gen/fleet_costs.ts";
import { readBoards } from "../../dashboards/boards.ts";
import { MockProcess } from "../../mock/mock_process.ts";
import { REPO } from "../../repo/source_files.ts";
import { run } from "../../support/tools.ts";
import { findStop } from "./find_stop.ts";
import { measurePoint } from "./measure_point.ts";

const CURVE = [10, 100, 300, 1_000];
const MOST_HOSTS = 10_000;
const INTERVAL_SECONDS = 30;
const RESULT_FILE = "tests/bench/results/fleet.json";
/** So many of each kind of host. */
const SAMPLED_PAGES = 8;
const MB = 1e6;

/** Measures the curve up to `--hosts`, prints it, and with `--write` keeps it for the documents. */
export async function benchFleet(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { hosts: { type: "string", default: "1000" }, write: { type: "boolean" } },
  });
  const most = Number(values.hosts);
  if (!Number.isInteger(most) || most < 1 || most > MOST_HOSTS) {
    say(`Cannot use --hosts ${values.hosts}: it must be a whole number from 1 to ${MOST_HOSTS}`);
    return 2;
  }
  const counts = [...CURVE.filter((count) => count < most), most];
  say(`${counts.join(", ")} hosts, about ${Math.ceil(counts.length * 1.8)} minutes`);
  const mock = new MockProcess(["fleet", "--hosts", `${most}`, "--port", "0"]);
  try {
    const fleet = new URL(await mock.untilSaid(/(http:\/\/127\.0\.0\.1:\d+)\/sd/)).origin;
    const board = (await readBoards()).find(({ name }) => name === "fleet")?.board;
    if (!board) throw new Error("There is no fleet board");
    const points: FleetPoint[] = [];
    for (const hosts of counts) {
      const options = { hosts, fleet, board, mockPid: mock.pid, intervalSeconds: INTERVAL_SECONDS };
      const point = await measurePoint(options);
      points.push(point);
      say(describe(point));
      if (point.hostsUp < hosts) break;
    }
    const machine = await describeMachine();
    const result: FleetCosts = {
      machine,
      prometheus: await prometheusVersion(),
      scrapeIntervalSeconds: INTERVAL_SECONDS,
      page: await measurePages(fleet, Math.min(most, SAMPLED_PAGES)),
      points,
      stop: findStop(points, machine, INTERVAL_SECONDS),
    };
    const { stop, page } = result;
    say(`A page has ${Math.round(page.bytes)} bytes, ${Math.round(page.gzipBytes)} gzipped`);
    say(`It stops at ${stop.isMeasured ? "" : "about "}${stop.hosts} hosts: ${stop.because}`);
    if (values.write) {
      await Deno.mkdir(`${REPO}/tests/bench/results`, { recursive: true });
      await Deno.writeTextFile(`${REPO}/${RESULT_FILE}`, `${JSON.stringify(result, null, 2)}\n`);
      say(`Wrote ${RESULT_FILE}; deno task gen puts it into docs/fleet.md`);
    }
    return 0;
  } finally {
    await mock.stop();
  }
}

function describe(point: FleetPoint): string {
  const { hosts, series, rssBytes, cpuCores, mockCpuCores, scrapeSeconds } = point;
  const { rulesSeconds, boardSeconds, samplesPerSecond, hostsUp } = point;
  return [
    `${hosts} hosts (${hostsUp} up)`,
    `${series} series`,
    `${Math.round(samplesPerSecond)} samples/s`,
    `RSS ${Math.round(rssBytes / MB)} MB (${(rssBytes / MB / hosts).toFixed(2)} a host)`,
    `CPU ${cpuCores.toFixed(3)} cores (mock ${mockCpuCores.toFixed(3)})`,
    `scrape p99 ${(scrapeSeconds * 1_000).toFixed(1)} ms`,
    `rules ${rulesSeconds.toFixed(2)} s`,
    `board ${boardSeconds.toFixed(2)} s`,
  ].join(", ");
}

async function measurePages(fleet: string, count: number): Promise<FleetCosts["page"]> {
  const list = await (await fetch(`${fleet}/sd?hosts=${count}`)).json() as {
    labels: { __metrics_path__: string };
  }[];
  const sizes = await Promise.all(list.map(async ({ labels }) => {
    const page = await (await fetch(`${fleet}${labels.__metrics_path__}`)).blob();
    const packed = page.stream().pipeThrough(new CompressionStream("gzip"));
    return { bytes: page.size, gzipBytes: (await new Response(packed).bytes()).length };
  }));
  const mean = (of: (size: FleetCosts["page"]) => number) =>
    Math.round(sizes.reduce((sum, size) => sum + of(size), 0) / sizes.length);
  return { bytes: mean(({ bytes }) => bytes), gzipBytes: mean(({ gzipBytes }) => gzipBytes) };
}

async function describeMachine(): Promise<FleetCosts["machine"]> {
  const read = async (file: string, pattern: RegExp) =>
    pattern.exec(await Deno.readTextFile(file))?.[1] ?? "";
  return {
    processor: (await read("/proc/cpuinfo", /^model name\s*: (.+)$/m)).trim(),
    cores: navigator.hardwareConcurrency,
    memoryBytes: 1_024 * Number(await read("/proc/meminfo", /^MemTotal:\s+(\d+)/m)),
  };
}

async function prometheusVersion(): Promise<string> {
  const { output } = await run("prometheus", ["--version"]);
  return /version (\d+\.\d+\.\d+)/.exec(output)?.[1] ?? "";
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
