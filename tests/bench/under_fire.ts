import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import type { Figure } from "./figure.ts";
import { median, quantile } from "./figure.ts";

const SCRAPES = 1_500;
const ROUNDS = 3;

/** A scrape's latency while one plugin loops, another floods and a third crashes again and again. */
export async function benchUnderFire(): Promise<Figure[]> {
  const ratios: number[] = [];
  // Side by side, so that what else the machine does is in both.
  for (let round = 0; round < ROUNDS; round++) {
    const quiet = await scrapeLatency(() => Promise.resolve());
    ratios.push(await scrapeLatency(addSinners) / quiet);
  }
  return [{
    name: "scrape latency with a looping, a flooding and a crashing plugin, beside none, p99",
    value: median(ratios),
    unit: "x",
    target: "<= 1.5",
  }];
}

async function addSinners(project: TempProject): Promise<void> {
  await project.writePlugin("loops", { collect: "while (true) {}" });
  await project.writePlugin("crashes", { collect: "Deno.exit(1);" });
  await project.writePlugin("floods", {
    collect: `while (true) { context.log("info", "x".repeat(1000)); console.log("x"); }`,
  });
}

async function scrapeLatency(
  prepare: (project: TempProject) => Promise<void>,
): Promise<number> {
  const project = await TempProject.create();
  await project.writePlugin("good");
  await prepare(project);
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
