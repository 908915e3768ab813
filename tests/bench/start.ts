import { Monitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";
import { copyPlugin } from "../support/copy_plugin.ts";
import type { Figure } from "./figure.ts";
import { median } from "./figure.ts";

const ROUNDS = 5;

/** From `start` to `/ready`, with the system plugin and packages that are there already. */
export async function benchStart(): Promise<Figure[]> {
  const project = await TempProject.create();
  await copyPlugin("system", project);
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const startMs = performance.now();
    const monitor = await Monitor.start(project);
    await monitor.untilReady();
    // The first one stages the plugin; what is measured is a start, not an installation.
    if (round > 0) times.push((performance.now() - startMs) / 1_000);
    await monitor.stop();
  }
  await project.remove();
  return [{
    name: "from start to /ready with the system plugin",
    value: median(times),
    unit: "s",
    target: "<= 1.5",
  }];
}
