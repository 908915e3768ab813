import { Monitor } from "../support/monitor.ts";
import { SINS } from "../sandbox/sins.ts";
import { TempProject } from "../support/temp_project.ts";
import type { Figure } from "./figure.ts";
import { median, quantile } from "./figure.ts";

const SCRAPES = 1_500;
const ROUNDS = 3;

/**
 * A scrape's latency beside misbehaving plugins, against the latency beside as many that behave: what
 * is served of the runtime itself grows with each plugin, whatever it does.
 */
export async function benchUnderFire(): Promise<Figure[]> {
  return [
    await figureOf("a looping, a flooding and a crashing plugin", FEW),
    await figureOf("every kind of bad plugin at once", SINS),
  ];
}

async function figureOf(what: string, sins: Readonly<Record<string, string>>): Promise<Figure> {
  const ratios: number[] = [];
  // Side by side, so that what else the machine does is in both of them.
  for (let round = 0; round < ROUNDS; round++) {
    const quiet = await scrapeLatency(Object.keys(sins).map((name) => [name, undefined]));
    ratios.push(await scrapeLatency(Object.entries(sins)) / quiet);
  }
  return {
    name: `scrape latency, p99, against as many good plugins, beside ${what}`,
    value: median(ratios),
    unit: "x",
    target: "<= 1.5",
  };
}

const FEW = {
  loops: "while (true) {}",
  crashes: "Deno.exit(1);",
  floods: `while (true) { context.log("info", "x".repeat(1000)); console.log("x"); }`,
};

/** Each plugin with the body of its collection; without one it behaves. */
async function scrapeLatency(
  plugins: readonly (readonly [name: string, collect: string | undefined])[],
): Promise<number> {
  const project = await TempProject.create();
  await project.writePlugin("good");
  for (const [name, collect] of plugins) {
    await project.writePlugin(name, collect === undefined ? {} : { collect });
  }
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
