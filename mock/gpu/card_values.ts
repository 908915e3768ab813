import type { Card } from "../sim/card.ts";

const MIB = 1024 ** 2;
const NOT_THERE = "[N/A]";
const NEEDS_RESET = "[GPU requires reset]";
/** Errors of the card's life lie this far above those since the driver was loaded. */
const EARLIER_CORRECTED = 14;

/** A card with the memory that its processes hold. */
export interface CardUse {
  readonly card: Card;
  readonly processBytes: number;
}

/** Whether it is split, so that its tools tell no utilisation. */
export function isSplit({ spec }: Card): boolean {
  return spec.mig.length > 0;
}

/** Memory in use, as the driver counts it. */
export function usedMib({ card, processBytes }: CardUse): number {
  const { memoryMib, reservedMib } = card.spec;
  return Math.min(memoryMib - reservedMib, Math.round(processBytes / MIB) + 4);
}

export function freeMib(use: CardUse): number {
  const { memoryMib, reservedMib } = use.card.spec;
  return memoryMib - reservedMib - usedMib(use);
}

/** The values of `--query-gpu` that change, by field. All others are those of the world's folder. */
export function cardValues(use: CardUse): Map<string, string> {
  const { card } = use;
  const values = new Map<string, string>([
    ["memory.used", `${usedMib(use)} MiB`],
    ["memory.free", `${freeMib(use)} MiB`],
    ["pstate", card.isIdle && !card.spec.hasEcc ? "P8" : card.spec.hasEcc ? "P0" : "P2"],
    ["gpu_recovery_action", recoveryAction(card)],
    ...Object.entries(loadValues(card)),
    ...Object.entries(clockValues(card)),
    ...eccValues(card),
  ]);
  return values;
}

/** What the driver asks for. */
export function recoveryAction(card: Card): string {
  if (card.state === "needs_reset") return "Reset";
  return card.uncorrectedErrors > 0 ? "Drain and Reset" : "None";
}

/** Rows of memory that wait for a reset to be replaced. */
export function remapsPending(card: Card): string {
  if (!card.spec.hasEcc || isSplit(card)) return NOT_THERE;
  return card.uncorrectedErrors > 0 ? "Yes" : "No";
}

function loadValues(card: Card): Record<string, string> {
  const told = (text: string) => card.state === "needs_reset" ? NEEDS_RESET : text;
  const ratio = (value: number) => isSplit(card) ? NOT_THERE : told(`${Math.round(value * 100)} %`);
  const watts = (value: number) => told(`${value.toFixed(2)} W`);
  const { slowdownCelsius } = card.spec;
  const fan = Math.round(Math.min(100, Math.max(30, (card.celsius - 35) * 1.8)));
  return {
    "utilization.gpu": ratio(card.utilization),
    "utilization.memory": ratio(card.memoryTraffic),
    "power.draw": watts(card.meanWatts),
    "power.draw.average": watts(card.meanWatts),
    "power.draw.instant": watts(card.watts),
    "temperature.gpu": told(`${Math.round(card.celsius)}`),
    "temperature.gpu.tlimit": told(`${slowdownCelsius - Math.round(card.celsius)}`),
    "temperature.memory": card.spec.hasEcc ? told(`${Math.round(card.memoryCelsius)}`) : "N/A",
    "fan.speed": card.spec.hasEcc ? NOT_THERE : `${fan} %`,
  };
}

function clockValues(card: Card): Record<string, string> {
  const { isPowerCapped, isHot, isVeryHot } = card.throttle;
  const flag = (isActive: boolean) => isActive ? "Active" : "Not Active";
  const bits = (card.isIdle ? 1 : 0) + (isPowerCapped ? 4 : 0) + (isVeryHot ? 0x48 : 0) +
    (isHot ? 0x20 : 0);
  const reasons = "clocks_event_reasons";
  const times = throttleTimes(card);
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
    [`${reasons}_counters.sw_power_cap`]: `${times.powerCap} us`,
    [`${reasons}_counters.sw_thermal_slowdown`]: `${times.hot} us`,
    [`${reasons}_counters.hw_thermal_slowdown`]: `${times.veryHot} us`,
  };
}

/** Time in which the clock was held back, in microseconds. */
export function throttleTimes(card: Card): { powerCap: number; hot: number; veryHot: number } {
  const { powerSeconds, hotSeconds, veryHotSeconds } = card.throttle;
  const micros = (seconds: number) => Math.round(seconds * 1e6);
  return {
    powerCap: micros(powerSeconds),
    hot: micros(hotSeconds),
    veryHot: micros(veryHotSeconds),
  };
}

/** Memory errors of a card's whole life. */
export function lifetimeErrors(card: Card): { corrected: number; uncorrected: number } {
  return {
    corrected: card.correctedErrors + EARLIER_CORRECTED,
    uncorrected: card.uncorrectedErrors,
  };
}

function eccValues(card: Card): [string, string][] {
  if (!card.spec.hasEcc) return [];
  const counts = {
    volatile: { corrected: card.correctedErrors, uncorrected: card.uncorrectedErrors },
    aggregate: lifetimeErrors(card),
  };
  const errors = Object.entries(counts).flatMap(([life, { corrected, uncorrected }]) =>
    ["device_memory", "dram", "total"].flatMap((place): [string, string][] => [
      [`ecc.errors.corrected.${life}.${place}`, `${corrected}`],
      [`ecc.errors.uncorrected.${life}.${place}`, `${uncorrected}`],
    ])
  );
  if (isSplit(card)) return errors;
  const remapped = Math.min(card.uncorrectedErrors, 8);
  return [
    ...errors,
    ["remapped_rows.uncorrectable", `${remapped}`],
    ["remapped_rows.pending", remapsPending(card)],
  ];
}
