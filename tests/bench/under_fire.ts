import { Monitor } from "../support/monitor.ts";
import { SINS } from "../sandbox/sins.ts";
import { TempProject } from "../support/temp_project.ts";
import type { Figure } from "./figure.ts";
import { median, quantile } from "./figure.ts";

const SCRAPES = 1_500;
const ROUNDS = 3;

/** A scrape's latency beside misbehaving plugins, against the latency beside none. */
export async function benchUnderFire(): Promise<Figure[]> {
  const few: number[] = [];
  const all: number[] = [];
  // Side by side, so that what else the machine does is in all of them.
  for (let round = 0; round < ROUNDS; round++) {
    const quiet = await scrapeLatency({});
    few.push(await scrapeLatency(FEW) / quiet);
    all.push(await scrapeLatency(SINS) / quiet);
  }
  const name = "scrape latency, p99, against quiet, beside";
  return [
    {
      name: `${name} a looping, a flooding and a crashing plugin`,
      value: median(few),
      unit: "x",
      target: "<= 1.5",
    },
    {
      name: `${name} every kind of bad plugin at once`,
      value: median(all),
      unit: "x",
      target: "<= 1.5",
    },
  ];
}

const FEW = {
  loops: "while (true) {}",
  crashes: "Deno.exit(1);",
  floods: `while (true) { context.log("info", "x".repeat(1000)); console.log("x"); }`,
};

async function scrapeLatency(
  sins: Readonly<Record<string, string>>,
): Promise<number> {
  const project = await TempProject.create();
  await project.writePlugin("good");
  for (const [name, collect] of Object.entries(sins)) await project.writePlugin(name, { collect });
  const monitor = await Monitor.start(project);
  await monitor.untilReady();
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
