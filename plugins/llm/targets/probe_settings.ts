import type { ProbeOptions } from "./target_options.ts";

/** The settings of one target's probe. */
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
