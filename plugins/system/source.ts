import type { FamilySet, PluginContext } from "@llm-monitor/sdk";
import type { Settings } from "./settings.ts";

/** One thing that is read. A failure costs its own series, and is told as `source_up 0`. */
export interface Source {
  /** The label of `llm_monitor_system_source_up`. */
  readonly name: string;
  /**
   * Reads it and adds what it tells.
   *
   * @returns false when this machine does not have it.
   */
  read(context: PluginContext<Settings>, set: FamilySet): Promise<boolean>;
}
