import type { Item, Problem } from "../../contract/item.ts";

/** The kinds of problems; docs/status-page.md explains each. */
export const PROBLEM_CODES = [
  "no_plugins",
  "kernel_silent",
  "config_not_reloaded",
  "plugin_pending",
  "plugin_rejected",
  "plugin_quarantined",
  "plugin_failing",
  "plugin_starved",
  "plugin_not_reloaded",
  "gpu_lost",
  "gpu_fault",
  "gpu_hot",
  "gpu_throttled",
  "llm_server_down",
  "llm_server_loading",
  "llm_server_refuses",
  "kv_cache_full",
  "queue_growing",
  "first_token_late",
  "preemptions",
  "container_unhealthy",
  "container_restarting",
  "container_out_of_memory",
  "container_memory_high",
  "memory_low",
  "memory_pressure",
  "cpu_pressure",
  "disk_pressure",
  "disk_full",
  "inodes_low",
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** A problem as a rule finds it: since when it is there, the tracker knows. */
export interface Finding extends Omit<Problem, "id" | "since" | "command" | "kind"> {
  readonly code: ProblemCode;
  readonly command?: string;
}

/** A finding, and the kind of what it concerns. */
export type Located = Finding & Pick<Problem, "kind">;

/** The past of one number of a thing, the oldest first; NaN where nothing was told. */
export type Past = (item: Item, field: string) => Float32Array;

/** `95 %`. */
export function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}
