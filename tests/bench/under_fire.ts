import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import type { Figure } from "./figure.ts";
import { quantile } from "./figure.ts";

const SCRAPES = 1_000;

/** A scrape's latency while one plugin loops, another floods and a third crashes again and again. */
export async function benchUnderFire(): Promise<Figure[]> {
  const quiet = await scrapeLatency(() => Promise.resolve());
  const underFire = await scrapeLatency(async (project) => {
    await project.writePlugin("loops", { collect: "while (true) {}" });
    await project.writePlugin("crashes", { collect: "Deno.exit(1);" });
    await project.writePlugin("floods", {
      collect: `while (true) { context.log("info", "x".repeat(1000)); console.log("x"); }`,
    });
  });
  return [{
    name: "scrape latency with a looping, a flooding and a crashing plugin, beside none, p99",
    value: underFire / quiet,
    unit: "x",
    target: "<= 1.5",
  }];
}

async function scrapeLatency(
  addSinners: (project: TempProject) => Promise<void>,
): Promise<number> {
  const project = await TempProject.create();
  await project.writePlugin("good");
  await addSinners(project);
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
