import type { PluginFailure, PluginLine } from "../contract/syscall.ts";
import type { LoadOptions } from "../kernel/config/load.ts";
import { runKernel } from "../kernel/main.ts";
import type { KernelOptions } from "../kernel/run_kernel.ts";
import { interruptible } from "./interruptible.ts";

/** The result of a single run. */
export interface SingleRun {
  /** The exposition of the plugins that were collected. */
  readonly text: string;
  /** Plugins that gave nothing. */
  readonly failed: readonly PluginFailure[];
  /** The last line of each plugin before all were ended. */
  readonly lines: ReadonlyMap<string, PluginLine>;
}

/** States on the way to the end, which all come to. */
const ENDING: ReadonlySet<string> = new Set(["draining", "stopped", "retired"]);

/**
 * Collects once, in the real sandboxes, without listening.
 *
 * @param options the one plugin to be collected, where it is not all; who looks on
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} when there is no plugin, or the state folder cannot be used.
 * @throws {Interrupted} on Ctrl-C: what the plugins gave until then says nothing about them.
 */
export async function runOnce(
  options: LoadOptions & Pick<KernelOptions, "only" | "onlooker">,
): Promise<SingleRun> {
  let text = "";
  let failed: readonly PluginFailure[] = [];
  const lines = new Map<string, PluginLine>();
  const keepLines = (_ready: boolean, plugins: readonly PluginLine[]) => {
    for (const line of plugins) if (!ENDING.has(line.state)) lines.set(line.name, line);
  };
  const running = () =>
    runKernel({
      ...options,
      once: true,
      ui: () => ({
        log: () => {},
        listening: () => {},
        states: keepLines,
        droppedLines: () => 0,
        output: (exposition, names) => {
          text = exposition;
          failed = names;
        },
      }),
    });
  await interruptible(running);
  return { text, failed, lines };
}
