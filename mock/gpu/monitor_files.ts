import type { CardView } from "../sim/card.ts";
import type { CardUse } from "./card_values.ts";

/** Columns of `dmon` that no field of `--query-gpu` has, as mock/bin/nvidia-smi takes them. */
export function dmonCsv(uses: readonly CardUse[]): string {
  const rows = uses.map(({ card }, index) => ({ index, ...measureActivity(card) }));
  return joinCells([
    Object.keys(rows[0] ?? { index: 0 }),
    ...rows.map((row) => Object.values(row)),
  ]);
}

/** Cards before Hopper, of which those without ECC are here, have no performance monitors. */
function measureActivity(card: CardView): Record<string, number | string> {
  const hasMonitors = card.spec.hasEcc && card.state === "ok";
  const percent = (ratio: number) => hasMonitors ? Math.round(ratio * 100) : "-";
  const mebibytes = (value: number) => hasMonitors ? Math.round(value) : "-";
  const { utilization, tensorActivity, memoryTraffic } = card;
  return {
    gract: percent(utilization),
    smutil: percent(Math.min(utilization, tensorActivity + memoryTraffic)),
    smocc: percent(utilization * 0.2),
    intutil: percent(tensorActivity * 0.05),
    mmaact: percent(tensorActivity),
    dram: percent(memoryTraffic),
    fp64: percent(0),
    fp32: percent(utilization * 0.04),
    fp16: percent(utilization * 0.02),
    pcitx: mebibytes(utilization * 400),
    pcirx: mebibytes(utilization * 320),
    nvltx: mebibytes(0),
    nvlrx: mebibytes(0),
  };
}

/** Columns of `pmon` by process: as on real cards, only one that has its card for itself tells its use. */
export function pmonCsv(uses: readonly CardUse[]): string {
  const rows = uses.flatMap(({ card, processes: [process, ...others] }) => {
    if (!process || others.length > 0 || card.spec.mig.length > 0) return [];
    const ratios = [card.utilization, card.memoryTraffic];
    return [[process.pid, ...ratios.map((ratio) => Math.round(ratio * 100))]];
  });
  return joinCells([["pid", "sm", "mem"], ...rows]);
}

function joinCells(lines: readonly (readonly unknown[])[]): string {
  return lines.map((cells) => `${cells.join(", ")}\n`).join("");
}
