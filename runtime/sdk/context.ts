import type { ExecResult, FileSystemStats } from "../contract/call_value.ts";
import type { KernelCalls } from "../contract/kernel_calls.ts";
import type { LogLevel } from "../contract/message.ts";
import type { Subject } from "../contract/subject.ts";

/** The context that a plugin gets with each collection. */
export interface PluginContext<Config = Readonly<Record<string, unknown>>>
  extends Omit<KernelCalls, "facts" | "exec"> {
  /** The operator's settings of this plugin, with the manifest's defaults filled in. */
  readonly config: Config;
  /**
   * Aborts when the collection's time is over; the process is ended right after. While the machine is
   * too busy to run this process, the time stands still.
   */
  readonly signal: AbortSignal;
  /**
   * Time that is left for this collection, on the same clock: skip what is optional when it is
   * short.
   */
  readonly timeoutMs: number;
  readonly facts: Facts;
  readonly exec: Exec;
  /** Writes one line to the host's log under the plugin's name. */
  readonly log: (level: LogLevel, message: string) => void;
  /** Reports everything that the plugin watches, one by one; shown in the status and on the page. */
  readonly report: (subjects: readonly Subject[]) => void;
}

/**
 * Files below /proc and /sys, file systems and inventory, read by the kernel. Only what the manifest's
 * `permissions.facts` names is answered.
 */
export interface Facts {
  /**
   * Reads one file, for example `/proc/stat`.
   *
   * @throws {CallError} `not_granted`, `not_found`, `access_denied`, `too_large`, `timed_out`.
   */
  read(path: string): Promise<string>;
  /** Reads one file; undefined when it does not exist or may not be read on this machine. */
  readOptional(path: string): Promise<string | undefined>;
  /**
   * Reads every file that a granted pattern such as `/sys/class/hwmon/hwmon*&#47;temp*_input` matches.
   * Files that vanish or cannot be read are left out.
   */
  readAll(pattern: string): Promise<ReadonlyMap<string, string>>;
  /**
   * Asks a file system for its size. Needs a `statfs:<pattern>` item.
   *
   * @throws {CallError} `timed_out` when the file system hangs; it is then not asked again for a while.
   */
  statfs(path: string): Promise<FileSystemStats>;
  /** Calls one systeminformation function, for example `cpu`. Needs a `system:<function>` item. */
  system(name: string): Promise<unknown>;
}

/**
 * Runs one command that the manifest's `permissions.exec` allows, without a shell.
 *
 * @throws {CallError} `not_granted`, `command_not_found`, `timed_out`, `output_too_large`, `busy`.
 */
export type Exec = (command: string, args?: readonly string[]) => Promise<ExecResult>;
