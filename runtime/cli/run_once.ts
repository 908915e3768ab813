import type { PluginFailure } from "../contract/syscall.ts";
import type { LoadOptions } from "../kernel/config/load.ts";
import { runKernel } from "../kernel/main.ts";

/** The result of a single run. */
export interface SingleRun {
  /** The exposition of the plugins that were collected. */
  readonly text: string;
  /** Plugins that gave nothing. */
  readonly failed: readonly PluginFailure[];
}

/**
 * Collects from one plugin once, in the real sandbox, without listening.
 *
 * @throws {IssuesError} when the configuration is wrong.
 */
export async function runOnce(plugin: string, options: LoadOptions): Promise<SingleRun> {
  let text = "";
  let failed: readonly PluginFailure[] = [];
  await runKernel({
    ...options,
    once: true,
    only: plugin,
    ui: () => ({
      log: () => {},
      listening: () => {},
      states: () => {},
      droppedLines: () => 0,
      output: (exposition, names) => {
        text = exposition;
        failed = names;
      },
    }),
  });
  return { text, failed };
}
