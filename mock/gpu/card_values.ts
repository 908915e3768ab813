import type { CardView } from "../sim/card.ts";
import type { GpuProcess } from "./gpu_process.ts";

const MIB = 1024 ** 2;
const NOT_THERE = "[N/A]";
const NEEDS_RESET = "[GPU requires reset]";
/** Errors of the card's life lie this far above those since the driver was loaded. */
const EARLIER_CORRECTED = 14;

/** A card with the processes that hold its memory. */
export interface CardUse {
  readonly card: CardView;
  readonly processes: readonly GpuProcess[];
}

/** The values of `--query-gpu` that change, by field. All others are those of the world's folder. */
export function cardValues({ card, processes }: CardUse): Map<string, string> {
  const { memoryMib, reservedMib, hasEcc } = card.spec;
  const bytes = processes.reduce((sum, process) => sum + process.bytes, 0);
  // As the driver counts it.
  const used = Math.min(memoryMib - reservedMib, Math.round(bytes / MIB) + 4);
  return new Map<string, string>([
    ["memory.used", `${used} MiB`],
    ["memory.free", `${memoryMib - reservedMib - used} MiB`],
    ["pstate", hasEcc ? "P0" : card.isIdle ? "P8" : "P2"],
    ["gpu_recovery_action", recoveryAction(card)],
    ...Object.entries(loadValues(card)),
    ...Object.entries(clockValues(card)),
    ...eccValues(card),
  ]);
}

/** Returns what the driver asks for. */
export function recoveryAction(card: CardView): string {
  if (card.state === "needs_reset") return "Reset";
  return card.uncorrectedErrors > 0 ? "Drain and Reset" : "None";
}

/** A card that is split has no utilization for its tools. */
function isSplit({ spec }: CardView): boolean {
  return spec.mig.length > 0;
}

function loadValues(card: CardView): Record<string, string> {
  const unlessReset = (text: string) => card.state === "needs_reset" ? NEEDS_RESET : text;
  const ratio = (value: number) =>
    isSplit(card) ? NOT_THERE : unlessReset(`${Math.round(value * 100)} %`);
  const watts = (value: number) => unlessReset(`${value.toFixed(2)} W`);
  const celsius = (value: number) => unlessReset(`${Math.round(value)}`);
  const { slowdownCelsius, hasEcc } = card.spec;
  const fan = Math.round(Math.min(100, Math.max(30, (card.celsius - 35) * 1.8)));
  return {
    "utilization.gpu": ratio(card.utilization),
    "utilization.memory": ratio(card.memoryTraffic),
    "power.draw": watts(card.meanWatts),
    "power.draw.average": watts(card.meanWatts),
    "power.draw.instant": watts(card.watts),
    "temperature.gpu": celsius(card.celsius),
    "temperature.gpu.tlimit": celsius(slowdownCelsius - Math.round(card.celsius)),
    "temperature.memory": hasEcc ? celsius(card.memoryCelsius) : "N/A",
    "fan.speed": hasEcc ? NOT_THERE : `${fan} %`,
  };
}

function clockValues(card: CardView): Record<string, string> {
  const { isPowerCapped, isHot, isVeryHot, ...throttle } = card.throttle;
  const flag = (isActive: boolean) => isActive ? "Active" : "Not Active";
  const micros = (seconds: number) => `${Math.round(seconds * 1e6)} us`;
  const bits = (card.isIdle ? 1 : 0) + (isPowerCapped ? 4 : 0) + (isVeryHot ? 0x48 : 0) +
    (isHot ? 0x20 : 0);
  const reasons = "clocks_event_reasons";
  return {
    "clocks.current.graphics": `${card.clockMhz} MHz`,
    "clocks.current.sm": `${card.clockMhz} MHz`,
    "clocks.current.video": `${Math.round(card.clockMhz * 0.78)} MHz`,
    [`${reasons}.active`]: `0x${bits.toString(16).toUpperCase().padStart(16, "0")}`,
    [`${reasons}.gpu_idle`]: flag(card.isIdle),
    [`${reasons}.sw_power_cap`]: flag(isPowerCapped),
    [`${reasons}.hw_slowdown`]: flag(isVeryHot),
    [`${reasons}.sw_thermal_slowdown`]: flag(isHot),
    [`${reasons}.hw_thermal_slowdown`]: flag(isVeryHot),
    [`${reasons}_counters.sw_power_cap`]: micros(throttle.powerSeconds),
    [`${reasons}_counters.sw_thermal_slowdown`]: micros(throttle.hotSeconds),
    [`${reasons}_counters.hw_thermal_slowdown`]: micros(throttle.veryHotSeconds),
  };
}

function eccValues(card: CardView): [string, string][] {
  if (!card.spec.hasEcc) return [];
  const { correctedErrors: corrected, uncorrectedErrors: uncorrected } = card;
  const lives = { volatile: corrected, aggregate: corrected + EARLIER_CORRECTED };
  const errors = Object.entries(lives).flatMap(([life, count]) =>
    ["device_memory", "dram", "total"].flatMap((place): [string, string][] => [
      [`ecc.errors.corrected.${life}.${place}`, `${count}`],
      [`ecc.errors.uncorrected.${life}.${place}`, `${uncorrected}`],
    ])
  );
  if (isSplit(card)) return errors;
  return [
    ...errors,
    ["remapped_rows.uncorrectable", `${Math.min(uncorrected, 8)}`],
    // Rows of memory that wait for a reset to be replaced.
    ["remapped_rows.pending", uncorrected > 0 ? "Yes" : "No"],
  ];
}
