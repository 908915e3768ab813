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

/**
 * The files of a world of mock/bin/nvidia-smi that move, by name.
 *
 * @param still the files of the world that stands still: `gpus.csv` and `query.xml` are made from its own.
 */
export function nvidiaFiles(
  world: World,
  still: Readonly<Record<string, string>>,
): Record<string, string> {
  const all = gpuProcesses(world);
  const cards = world.cards.filter(({ spec }) => spec.vendor === "nvidia");
  const uses = cards.map((card, index): CardUse => ({
    card,
    processes: all.filter((process) => process.card === index),
  }));
  const values = new Map(uses.map((use) => [use.card.spec.uuid, cardValues(use)]));
  return {
    "gpus.csv": new CsvTable(still["gpus.csv"]).replaced("uuid", values),
    "compute-apps.csv": appsCsv(world, all),
    "dmon.csv": dmonCsv(uses),
    "pmon.csv": pmonCsv(uses),
    "query.xml": queryXml(still["query.xml"] ?? "", uses),
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

function queryXml(still: string, uses: readonly CardUse[]): string {
  return still.replaceAll(/\t<gpu id="([^"]*)">[^]*?\n\t<\/gpu>/g, (element, busId: string) => {
    const use = uses.find(({ card }) => card.spec.busId === busId);
    return use ? cardXml(element, use) : element;
  });
}
