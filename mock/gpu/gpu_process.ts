import type { World } from "../sim/world.ts";

/** A process that holds memory of a card. */
export interface GpuProcess {
  /** Index of the card. */
  readonly card: number;
  readonly pid: number;
  readonly name: string;
  readonly bytes: number;
  readonly migDevice: number | undefined;
  readonly gpuInstance: number | undefined;
  readonly computeInstance: number | undefined;
}

/** The processes of all cards. */
export function gpuProcesses({ engines, cards }: World): GpuProcess[] {
  return engines.flatMap((unit) => {
    const { card, migDevice, processName } = unit.spec;
    if (card === undefined || unit.cardBytes === 0) return [];
    const device = migDevice === undefined ? undefined : cards[card]?.spec.mig[migDevice];
    return [{
      card,
      pid: unit.container.identity.pid,
      name: processName,
      bytes: unit.cardBytes,
      migDevice,
      gpuInstance: device?.gpuInstance,
      computeInstance: device?.computeInstance,
    }];
  });
}
