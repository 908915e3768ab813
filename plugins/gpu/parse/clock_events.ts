/** Bits of `clocks_event_reasons.active`, as NVML numbers them. */
const REASONS: readonly (readonly [bigint, string])[] = [
  [0x1n, "gpu_idle"],
  [0x2n, "applications_clocks_setting"],
  [0x4n, "sw_power_cap"],
  [0x8n, "hw_slowdown"],
  [0x10n, "sync_boost"],
  [0x20n, "sw_thermal_slowdown"],
  [0x40n, "hw_thermal_slowdown"],
  [0x80n, "hw_power_brake_slowdown"],
  [0x100n, "display_clocks_setting"],
];
const KNOWN = REASONS.reduce((mask, [bit]) => mask | bit, 0n);

/**
 * Returns the reasons that can hold the clocks back, with true for those that do. Reasons that the
 * card cannot tell are left out where it says which it can; bits without a name are `other`.
 */
export function parseClockEvents(
  active: string,
  supported: string | undefined,
): ReadonlyMap<string, boolean> {
  const mask = parseMask(active);
  if (mask === undefined) return new Map();
  const tellable = parseMask(supported ?? "") ?? KNOWN;
  const events = new Map(
    REASONS.filter(([bit]) => ((tellable | mask) & bit) !== 0n)
      .map(([bit, name]) => [name, (mask & bit) !== 0n]),
  );
  if ((mask & ~KNOWN) !== 0n) events.set("other", true);
  return events;
}

/** 64 bits: a number of JavaScript would lose the lowest ones. */
function parseMask(text: string): bigint | undefined {
  return /^0x[0-9a-f]{1,16}$/i.test(text.trim()) ? BigInt(text.trim()) : undefined;
}
