import type { ProbeOptions } from "./target_options.ts";

/** How one target is probed. */
export interface ProbeSettings extends Omit<ProbeOptions, "interval" | "timeout"> {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Names the units of what is set. */
export function probeSettings(
  { interval, timeout, ...others }: ProbeOptions,
): ProbeSettings {
  return { ...others, intervalMs: interval, timeoutMs: timeout };
}
