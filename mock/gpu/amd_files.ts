import type { Card } from "../sim/card.ts";
import type { World } from "../sim/world.ts";
import { gpuProcesses } from "./gpu_process.ts";

const MIB = 1024 ** 2;
const DRIVER = { name: "amdgpu", version: "6.14.14" };
const VBIOS = { version: "022.040.003.043.000001" };

/** The files of a world of mock/bin/amd-smi, by name. */
export function amdFiles(world: World): Record<string, string> {
  // The driver knows nothing of one that fell off the bus.
  const cards = world.cards.flatMap((card, at) =>
    card.spec.vendor === "amd" && card.state !== "lost" ? [{ card, at }] : []
  );
  const processes = gpuProcesses(world);
  const ofCard = (at: number) => processes.filter((process) => process.card === at);
  const metric = cards.map(({ card, at }, gpu) => {
    const bytes = ofCard(at).reduce((sum, process) => sum + process.bytes, 0);
    return { gpu, ...writeMetric(card, Math.round(bytes / MIB)) };
  });
  const list = cards.map(({ card: { spec } }, gpu) => ({ gpu, bdf: spec.busId, uuid: spec.uuid }));
  const process = cards.map(({ at }, gpu) => ({
    gpu,
    process_list: ofCard(at).map(({ name, pid, bytes }) => ({
      process_info: { name, pid, memory_usage: { vram_mem: quantity(Math.round(bytes), "B") } },
    })),
  }));
  return {
    "metric.json": text({ gpu_data: metric }),
    "list.json": text(list),
    "static.json": text(cards.map(({ card }, gpu) => ({ gpu, ...writeStatic(card) }))),
    "process.json": text(process),
  };
}

function writeMetric(card: Card, usedMib: number): Record<string, unknown> {
  const { spec } = card;
  return {
    usage: {
      gfx_activity: quantity(Math.round(card.utilization * 100), "%"),
      umc_activity: quantity(Math.round(card.memoryTraffic * 100), "%"),
      vcn_activity: ["N/A"],
    },
    power: { socket_power: quantity(Math.round(card.meanWatts), "W"), gfx_voltage: "N/A" },
    clock: {
      gfx_0: {
        clk: quantity(card.clockMhz, "MHz"),
        max_clk: quantity(spec.maxClockMhz, "MHz"),
      },
      mem_0: { clk: quantity(1300, "MHz"), max_clk: quantity(1300, "MHz") },
    },
    temperature: {
      edge: "N/A",
      hotspot: quantity(Math.round(card.celsius), "C"),
      mem: quantity(Math.round(card.memoryCelsius), "C"),
    },
    pcie: { width: 16, replay_count: 0 },
    ecc: {
      total_correctable_count: card.correctedErrors,
      total_uncorrectable_count: card.uncorrectedErrors,
    },
    fan: { speed: "N/A", usage: "N/A" },
    energy: { total_energy_consumption: quantity(Number(card.energyJoules.toFixed(3)), "J") },
    mem_usage: {
      total_vram: quantity(spec.memoryMib, "MB"),
      used_vram: quantity(usedMib, "MB"),
      free_vram: quantity(spec.memoryMib - usedMib, "MB"),
    },
  };
}

function writeStatic({ spec }: Card): Record<string, unknown> {
  return {
    asic: { market_name: spec.name },
    bus: { bdf: spec.busId, max_pcie_width: 16 },
    vbios: VBIOS,
    driver: DRIVER,
    limit: {
      ppt0: {
        socket_power_limit: quantity(spec.limitWatts, "W"),
        max_power_limit: quantity(spec.limitWatts, "W"),
      },
    },
  };
}

function quantity(value: number, unit: string): { value: number; unit: string } {
  return { value, unit };
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 4)}\n`;
}
