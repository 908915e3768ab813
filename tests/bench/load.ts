import { BusyMachine } from "../support/busy_machine.ts";
import { copyPlugin } from "../support/copy_plugin.ts";
import { eventually } from "../support/eventually.ts";
import { favourClient, OWN_SESSION } from "./favour_client.ts";
import { GpuWorld } from "../support/gpu_world.ts";
import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import type { Figure } from "./figure.ts";
import { quantile } from "./figure.ts";
import { NodeExporter } from "./node_exporter.ts";
import { withServers } from "./server.ts";

const INTERVAL_S = 15;
const PLUGINS = ["system", "gpu", "docker", "llm"];
/** Plugins with something to watch; a machine without containers says so, and that is an answer. */
const WATCHING = ["system", "gpu", "llm"];
const STRESSES: readonly (readonly string[])[] = [
  ["--vm", "4", "--vm-bytes", "25%"],
  ["--hdd", "4"],
  ["--iomix", "4"],
  ["--fork", "8"],
];
const GIVE_UP_MS = 300_000;

/** Measures the monitoring while the machine drowns, beside Debian's node_exporter. */
export async function benchLoad(): Promise<Figure[]> {
  const seconds = Number(Deno.env.get("BENCH_LOAD_SECONDS") ?? 300);
  return await withServers("vllm.ts", ["1"], async ([port = 0]) => {
    const gpus = await GpuWorld.create();
    const project = await TempProject.create();
    try {
      for (const name of PLUGINS) await copyPlugin(name, project);
      const target = `{ name: vllm, url: "http://127.0.0.1:${port}" }`;
      await project.writeConfig(
        `plugins:\n  llm: { config: { discover: [], targets: [${target}] } }\n`,
      );
      const start = () => Monitor.start(project, { env: { PATH: gpus.path }, before: OWN_SESSION });
      // The first start of all makes what later ones find.
      const first = await start();
      await first.untilReady(GIVE_UP_MS);
      await first.stop();
      return [
        ...await startUnderLoad(start),
        ...await runUnderLoad(start, seconds),
      ];
    } finally {
      await gpus.remove();
      await project.remove();
    }
  });
}

async function startUnderLoad(start: () => Promise<Monitor>): Promise<Figure[]> {
  const load = BusyMachine.loops(4);
  const startMs = performance.now();
  const secondsSince = () => (performance.now() - startMs) / 1_000;
  const monitor = await start();
  try {
    const has = async (plugins: readonly string[]) => {
      const text = await monitor.metrics();
      return plugins.every((name) =>
        WATCHING.includes(name)
          ? text.includes(`llm_monitor_plugin_up{plugin="${name}"} 1`)
          : text.includes(`llm_monitor_plugin_state{plugin="${name}",state="inactive"} 1`)
      );
    };
    await eventually("system collects", () => has(["system"]), GIVE_UP_MS);
    const systemSeconds = secondsSince();
    await eventually("all collect", () => has(PLUGINS), GIVE_UP_MS);
    const allSeconds = secondsSince();
    const when = "4 busy processes per core, then start";
    return [
      { name: `${when}: first system metrics`, value: systemSeconds, unit: "s", target: "<= 15" },
      { name: `${when}: all four plugins`, value: allSeconds, unit: "s", target: "<= 25" },
    ];
  } finally {
    await monitor.stop();
    await load.end();
  }
}

async function runUnderLoad(start: () => Promise<Monitor>, seconds: number): Promise<Figure[]> {
  const monitor = await start();
  const peer = await NodeExporter.start();
  try {
    await monitor.untilReady();
    await peer.untilListening();
    const busy = BusyMachine.loops(8);
    await favourClient();
    const figures = await watch({ monitor, peer, seconds }).finally(() => busy.end());
    const gaps: number[] = [];
    for (const words of STRESSES) {
      const stress = BusyMachine.program(["stress-ng", ...words, "--timeout", "60s"]);
      gaps.push((await watch({ monitor, peer, seconds: 60 }).finally(() => stress.end())).gap);
    }
    const when = `8 busy processes per core, ${seconds} s`;
    return [
      { name: `${when}: collections missed`, value: figures.missed, unit: "", target: "<= 0" },
      {
        name: `${when}: oldest data at a scrape`,
        value: figures.gap / INTERVAL_S,
        unit: "intervals",
        target: "<= 1.5",
      },
      {
        name: `${when}: scrape p99, beside node_exporter's`,
        value: figures.p99 / figures.peerP99,
        unit: "x",
        target: "<= 1",
      },
      {
        name: "stress-ng --vm, --hdd, --iomix, --fork: longest gap",
        value: Math.max(...gaps) / INTERVAL_S,
        unit: "intervals",
        target: "<= 2",
      },
    ];
  } finally {
    await peer.stop();
    await monitor.stop();
  }
}

interface Watched {
  readonly missed: number;
  /** The oldest data that any scrape showed, seconds. */
  readonly gap: number;
  /** Milliseconds. */
  readonly p99: number;
  readonly peerP99: number;
}

/** Scrapes both once a second, in turn. */
async function watch(
  { monitor, peer, seconds }: { monitor: Monitor; peer: NodeExporter; seconds: number },
): Promise<Watched> {
  const own: number[] = [];
  const others: number[] = [];
  let gap = 0;
  const missedBefore = missedIn(await monitor.metrics());
  let text = "";
  const endMs = performance.now() + seconds * 1_000;
  while (performance.now() < endMs) {
    own.push(await timed(async () => text = await monitor.metrics()));
    gap = Math.max(gap, oldestIn(text));
    others.push(await timed(() => peer.metrics()));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const missed = missedIn(text) - missedBefore;
  return { missed, gap, p99: quantile(own, 0.99), peerP99: quantile(others, 0.99) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

/** The age of the oldest data of a plugin that has something to watch, in seconds. */
function oldestIn(text: string): number {
  const ages = WATCHING.map((name) => {
    const value = new RegExp(
      `^llm_monitor_plugin_last_success_timestamp_seconds\\{plugin="${name}"\\} (\\S+)$`,
      "m",
    ).exec(text)?.[1];
    return Date.now() / 1_000 - Number(value);
  });
  return Math.max(...ages);
}

function missedIn(text: string): number {
  const counts = text.matchAll(/^llm_monitor_plugin_missed_ticks_total\{[^}]*\} (\S+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
