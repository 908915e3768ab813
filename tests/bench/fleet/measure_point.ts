import type { FleetPoint } from "../../../runtime/cli/gen/fleet_costs.ts";
import { askBoard } from "../../dashboards/ask_board.ts";
import type { Board } from "../../dashboards/model/board.ts";
import { PrometheusApi } from "../../dashboards/model/prometheus_api.ts";
import { writeCentre } from "../../fleet/fleet_files.ts";
import { ServerProcess } from "../../fleet/server_process.ts";
import { eventually } from "../../support/eventually.ts";
import { cpuSeconds } from "../cpu_seconds.ts";

/** Two scrapes of every host, and two evaluations of every rule. */
const WINDOW_SECONDS = 60;
/** All hosts are found within one interval; a machine that has too many takes longer. */
const FOUND_MS = 75_000;
const BOARD_RANGE_SECONDS = 3 * 3_600;

/** The parts of a measurement. */
export interface PointOptions {
  readonly hosts: number;
  readonly intervalSeconds: number;
  /** The address of the fleet, and the process that plays it. */
  readonly fleet: string;
  readonly mockPid: number;
  readonly board: Board;
}

/** Lets a Prometheus of its own scrape so many hosts at the real interval, with all rules. */
export async function measurePoint(
  { hosts, intervalSeconds, fleet, mockPid, board }: PointOptions,
): Promise<FleetPoint> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-fleet-" });
  try {
    const interval = `${intervalSeconds}s`;
    const config = await writeCentre(
      dir,
      { scrape: interval, evaluation: interval, faster: 1 },
      { sd: `${fleet}/sd?hosts=${hosts}` },
    );
    await using server = await ServerProcess.start({
      program: "prometheus",
      args: (address) => [
        `--config.file=${config}`,
        `--storage.tsdb.path=${dir}/data`,
        `--web.listen-address=${address}`,
      ],
      readyPath: "/-/ready",
    });
    const api = new PrometheusApi(server.url);
    const value = async (query: string) =>
      Number((await api.query(query, Date.now() / 1_000))[0]?.values[0]?.[1] ?? NaN);
    await eventually(
      "every host was found",
      async () => await value("count(up)") === hosts,
      FOUND_MS,
    );
    const before = await takenSoFar(server, mockPid);
    await new Promise((resolve) => setTimeout(resolve, 1_000 * WINDOW_SECONDS));
    const after = await takenSoFar(server, mockPid);
    const seconds = (after.atMs - before.atMs) / 1_000;
    const own = await readMetrics(server);
    const durations = own.all("prometheus_rule_group_last_duration_seconds");
    const toSeconds = Date.now() / 1_000;
    const startMs = performance.now();
    const answers = await askBoard(board, {
      prometheus: server.url,
      fromSeconds: toSeconds - BOARD_RANGE_SECONDS,
      toSeconds,
      scrapeIntervalSeconds: intervalSeconds,
    });
    const boardSeconds = (performance.now() - startMs) / 1_000;
    const errors = answers.filter(({ error }) => error !== undefined);
    if (errors.length > 0) throw new Error(`The board cannot be asked: ${errors[0]?.error}`);
    return {
      hosts,
      hostsUp: await value("sum(up)"),
      series: own.one("prometheus_tsdb_head_series"),
      samplesPerSecond: (after.samples - before.samples) / seconds,
      rssBytes: await rssBytes(server.pid),
      cpuCores: (after.cpu - before.cpu) / seconds,
      mockCpuCores: (after.mockCpu - before.mockCpu) / seconds,
      scrapeSeconds: await value("quantile(0.99, scrape_duration_seconds)"),
      rulesSeconds: durations.reduce((sum, one) => sum + one, 0),
      slowestGroupSeconds: Math.max(...durations),
      boardSeconds,
      boardQueries: answers.length,
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function takenSoFar(server: ServerProcess, mockPid: number) {
  return {
    atMs: performance.now(),
    cpu: await cpuSeconds(server.pid),
    mockCpu: await cpuSeconds(mockPid),
    samples: (await readMetrics(server)).one("prometheus_tsdb_head_samples_appended_total"),
  };
}

async function readMetrics({ url }: ServerProcess) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const all = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "gm"))]
      .map(([, value]) => Number(value));
  return { all, one: (name: string) => all(name).reduce((sum, value) => sum + value, 0) };
}

async function rssBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return 1_024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}
