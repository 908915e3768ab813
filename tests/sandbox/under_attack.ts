import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { Monitor } from "../support/monitor.ts";
import type { TempProject } from "../support/temp_project.ts";
import { addBadPlugin } from "./bad_plugins.ts";
import { GOOD, GoodNeighbour } from "./good_neighbour.ts";

/** The settings of an attack by a bad plugin. */
export interface AttackOptions {
  /** Words of the plugin's files, and what stands in their place. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** Sections of config.yaml. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Record<string, string>;
  /** Prepares the project before it starts. */
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
      // What they may take is not what is attacked, unless a test says so.
      policy: {
        ...Object(config.policy),
        free: { memory: "2GiB", series: 200_000, ...Object(Object(config.policy).free) },
      },
      // What does not answer at the end either is not waited for long.
      supervisor: { minInterval: "1s", shutdownTimeout: "1s", ...Object(config.supervisor) },
      plugins: { ...Object(config.plugins), [GOOD]: { interval: "2s" } },
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

/** Bad plugins that are let loose together, and what is told of each. */
export interface Batch<T> extends AttackOptions {
  /** The title that they share. */
  readonly title: string;
  readonly plugins: Readonly<Record<string, T>>;
  /** The title of one plugin's step. */
  readonly titleOf: (name: string, expected: T) => string;
  readonly judge: (monitor: Monitor, name: string, expected: T) => Promise<void>;
}

/** Registers a test with a step for each of some bad plugins, which all run beside one good one. */
export function attackTogether<T>(
  { title, plugins, titleOf, judge, ...options }: Batch<T>,
): void {
  Deno.test(title, async (test) => {
    await underAttack(Object.keys(plugins), async (monitor) => {
      for (const [name, expected] of Object.entries(plugins)) {
        await test.step(titleOf(name, expected), () => judge(monitor, name, expected));
      }
    }, options);
  });
}

/** Waits until a plugin's failure is told, and returns the code of the first one. */
export async function codeOf(monitor: Monitor, name: string): Promise<unknown> {
  await eventually(`the failure of "${name}" is told`, async () => {
    return (await monitor.plugin(name))?.last_error ?? undefined;
  });
  return (await monitor.firstFailure(name)).code;
}
