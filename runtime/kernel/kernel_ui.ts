import type { Log } from "../contract/log.ts";
import type { PluginFailure, PluginLine } from "../contract/syscall.ts";

/** The user interface of a running kernel: the terminal, or a log file. */
export interface KernelUi {
  readonly log: Log;
  /** The host answers requests at this address. */
  readonly listening: (address: { url: string; hostname: string }) => void;
  /** The plugins, whenever something about them changed that a person wants to see. */
  readonly states: (ready: boolean, plugins: readonly PluginLine[]) => void;
  /** The exposition of `--once`, and the plugins that gave nothing. */
  readonly output: (text: string, failed: readonly PluginFailure[]) => void;
  /** Lines that nobody took in time, and that were dropped. */
  readonly droppedLines: () => number;
}
