import type { World } from "../sim/world.ts";
import { cardValues } from "./card_values.ts";
import type { CardUse } from "./card_values.ts";
import { cardXml } from "./card_xml.ts";
import { CsvTable } from "./csv_table.ts";
import { listFaults } from "./faults.ts";
import { gpuProcesses } from "./gpu_process.ts";
import type { GpuProcess } from "./gpu_process.ts";
import { dmonCsv, pmonCsv } from "./monitor_files.ts";

const MIB = 1024 ** 2;
const APP_FIELDS =
  "gpu_name, gpu_bus_id, gpu_serial, gpu_uuid, pid, process_name, used_gpu_memory [MiB]";

/** The files of the world that stands still, which moving ones are made from. */
export interface NvidiaTemplate {
  readonly gpus: string;
  readonly queryXml: string;
}

/** The files of a world of mock/bin/nvidia-smi that move, by name. */
export function nvidiaFiles(world: World, template: NvidiaTemplate): Record<string, string> {
  const processes = gpuProcesses(world);
  const cards = world.cards.filter(({ spec }) => spec.vendor === "nvidia");
  const uses = cards.map((card, index): CardUse => ({
    card,
    processBytes: sumMemory(processes.filter((process) => process.card === index)),
  }));
  const values = new Map(uses.map((use) => [use.card.spec.uuid, cardValues(use)]));
  return {
    "gpus.csv": new CsvTable(template.gpus).replaced("uuid", values),
    "compute-apps.csv": appsCsv(world, processes),
    "dmon.csv": dmonCsv(uses),
    "pmon.csv": pmonCsv(uses, processes),
    "query.xml": queryXml(template.queryXml, uses, processes),
    "faults": listFaults(world),
  };
}

function appsCsv({ cards }: World, processes: readonly GpuProcess[]): string {
  const lines = processes.flatMap(({ card, pid, name, bytes }) => {
    const spec = cards[card]?.spec;
    if (spec?.vendor !== "nvidia") return [];
    const cells = [spec.name, spec.busId, "[N/A]", spec.uuid, pid, name];
    return [`${cells.join(", ")}, ${Math.round(bytes / MIB)} MiB`];
  });
  return [APP_FIELDS, ...lines].map((line) => `${line}\n`).join("");
}

function queryXml(
  template: string,
  uses: readonly CardUse[],
  processes: readonly GpuProcess[],
): string {
  return template.replaceAll(/\t<gpu id="([^"]*)">[^]*?\n\t<\/gpu>/g, (element, busId: string) => {
    const index = uses.findIndex(({ card }) => card.spec.busId === busId);
    const use = uses[index];
    if (!use) return element;
    return cardXml(element, use, processes.filter((process) => process.card === index));
  });
}

function sumMemory(processes: readonly GpuProcess[]): number {
  return processes.reduce((sum, { bytes }) => sum + bytes, 0);
}
