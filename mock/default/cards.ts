import type { CardSpec, MigSpec } from "../sim/specs.ts";

/** The cards of mock/worlds/default/nvidia-smi, in their order. */
const H100 = {
  vendor: "nvidia",
  name: "NVIDIA H100 80GB HBM3",
  memoryMib: 81559,
  reservedMib: 479,
  idleWatts: 71,
  limitWatts: 700,
  maxClockMhz: 1980,
  idleClockMhz: 345,
  kelvinPerWatt: 0.072,
  thermalSeconds: 25,
  slowdownCelsius: 85,
  hasEcc: true,
  mig: [],
} as const satisfies Partial<CardSpec>;

const MIG: readonly MigSpec[] = [
  mig(0, "1c.3g.71gb", [2, 0], { memoryMib: 71424, share: 1 / 7 }),
  mig(1, "2c.3g.71gb", [2, 1], { memoryMib: 71424, share: 2 / 7 }),
  mig(2, "2g.35gb", [3, 0], { memoryMib: 33280, share: 2 / 7 }),
  mig(3, "1g.18gb", [9, 0], { memoryMib: 16384, share: 1 / 7 }),
];

/** Two H100, one card as people have at home, and an H200 that is split. */
export const NVIDIA_CARDS: readonly CardSpec[] = [
  { ...H100, uuid: "GPU-1f0c7a2e-8d3b-4c55-9e01-6a7b8c9d0e1f", busId: "00000000:18:00.0" },
  { ...H100, uuid: "GPU-2b9d1c3f-7e4a-4d66-8f12-7b8c9d0e1f2a", busId: "00000000:2A:00.0" },
  {
    ...H100,
    name: "NVIDIA GeForce RTX 4090",
    uuid: "GPU-3c4d5e6f-0a1b-4c2d-9e3f-4a5b6c7d8e9f",
    busId: "00000000:41:00.0",
    memoryMib: 24564,
    reservedMib: 482,
    idleWatts: 24,
    limitWatts: 450,
    maxClockMhz: 2520,
    idleClockMhz: 210,
    kelvinPerWatt: 0.1,
    slowdownCelsius: 83,
    hasEcc: false,
  },
  {
    ...H100,
    name: "NVIDIA H200",
    uuid: "GPU-5e6f7a8b-1122-4f3a-9c4d-aabbccddeeff",
    busId: "00000000:83:00.0",
    memoryMib: 143771,
    reservedMib: 632,
    idleWatts: 76,
    slowdownCelsius: 86,
    mig: MIG,
  },
];

/** Added where AMD is asked for. */
export const AMD_CARD: CardSpec = {
  vendor: "amd",
  name: "AMD Instinct MI300X",
  uuid: "aaff74a1-0000-1000-80aa-0123456789ab",
  busId: "0000:c5:00.0",
  memoryMib: 196592,
  reservedMib: 0,
  idleWatts: 138,
  limitWatts: 750,
  maxClockMhz: 2100,
  idleClockMhz: 132,
  kelvinPerWatt: 0.062,
  thermalSeconds: 25,
  slowdownCelsius: 100,
  hasEcc: true,
  mig: [],
};

function mig(
  index: number,
  profile: string,
  [gpuInstance, computeInstance]: readonly [number, number],
  { memoryMib, share }: { memoryMib: number; share: number },
): MigSpec {
  const uuid = `MIG-7c1e0d5a-000${index}-5a4b-9c3d-2e1f0a9b8c7d`;
  return { uuid, profile, gpuInstance, computeInstance, memoryMib, share };
}
