import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { Monitor } from "../support/monitor.ts";
import type { TempProject } from "../support/temp_project.ts";
import { addBadPlugin } from "./bad_plugins.ts";
import { GOOD, GoodNeighbour } from "./good_neighbour.ts";

const REPORTED_WITHIN_MS = 20_000;

/** How a bad plugin is let loose. */
export interface AttackOptions {
  /** Words of the plugin's files, and what stands in their place. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** Sections of config.yaml. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Record<string, string>;
  /** What is done to the project before it starts. */
  readonly prepare?: (project: TempProject) => Promise<unknown>;
}

/**
 * Runs bad plugins of the zoo beside a good one, against the real processes. The good one's series and
 * the scrape are watched from the start, and have to go on when the test is through.
 */
export async function underAttack(
  names: readonly string[],
  test: (monitor: Monitor, project: TempProject) => Promise<void>,
  { placeholders, config = {}, env, prepare }: AttackOptions = {},
): Promise<void> {
  await withMonitor(async (project) => {
    const sections = {
      ...config,
      supervisor: { minInterval: "1s", ...Object(config.supervisor) },
      plugins: { [GOOD]: { interval: "2s" } },
    };
    await project.writeConfig(
      Object.entries(sections).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join(""),
    );
    await project.writePlugin(GOOD);
    for (const name of names) await addBadPlugin(project, name, placeholders);
    await prepare?.(project);
  }, async (monitor, project) => {
    const neighbour = new GoodNeighbour(monitor);
    try {
      await test(monitor, project);
      await neighbour.wentOn();
    } finally {
      await neighbour.close();
    }
  }, env);
}

/** Waits until a plugin's failure is told, and hands over the code under which it is. */
export async function codeOf(monitor: Monitor, name: string): Promise<string> {
  const { code } = await eventually(`the failure of "${name}" is told`, async () => {
    return (await monitor.plugin(name))?.last_error ?? undefined;
  }, REPORTED_WITHIN_MS);
  return code;
}
