import { Monitor } from "../support/monitor.ts";
import { addBadPlugin, badPluginNames, KINDS } from "../sandbox/bad_plugins.ts";
import { TempProject } from "../support/temp_project.ts";
import { favourClient, OWN_SESSION } from "./favour_client.ts";
import type { Figure } from "./figure.ts";
import { median, quantile } from "./figure.ts";

const SCRAPES = 1_500;
/** The first start of the whole zoo: each plugin is transpiled and started after the other. */
const READY_MS = 120_000;

/**
 * A scrape's latency beside misbehaving plugins, against the latency beside as many that behave: what
 * is served of the runtime itself grows with each plugin, whatever it does.
 */
export async function benchUnderFire(): Promise<Figure[]> {
  await favourClient();
  return [
    await measureFigure("a looping, a crashing and two flooding plugins", FEW, 3),
    await measureFigure("every kind of bad plugin at once", KINDS, 5),
    await measureFigure("the whole zoo at once", await badPluginNames(), 3),
  ];
}

async function measureFigure(
  what: string,
  bad: readonly string[],
  rounds: number,
): Promise<Figure> {
  const ratios: number[] = [];
  // Side by side, so that what else the machine does is in both of them.
  for (let round = 0; round < rounds; round++) {
    const quiet = await scrapeLatency((project) =>
      Promise.all(bad.map((name) => project.writePlugin(name)))
    );
    const underFire = await scrapeLatency((project) =>
      Promise.all(bad.map((name) => addBadPlugin(project, name)))
    );
    ratios.push(underFire / quiet);
  }
  return {
    name: `scrape latency, p99, against as many good plugins, beside ${what}`,
    value: median(ratios),
    unit: "x",
    target: "<= 1.5",
  };
}

const FEW = ["loops", "exits", "floods_logs", "floods_console"];

async function scrapeLatency(
  addPlugins: (project: TempProject) => Promise<unknown>,
): Promise<number> {
  const project = await TempProject.create();
  await project.writePlugin("good");
  await addPlugins(project);
  const monitor = await Monitor.start(project, { before: OWN_SESSION });
  await monitor.untilReady(READY_MS);
  const times: number[] = [];
  for (let scrape = 0; scrape < SCRAPES; scrape++) {
    const startMs = performance.now();
    await monitor.metrics();
    times.push(performance.now() - startMs);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await monitor.stop();
  await project.remove();
  return quantile(times, 0.99);
}
