import { parse } from "yaml";
import type { World } from "../sim/world.ts";
import { render } from "../template/render.ts";
import templates from "./amd_smi.yaml" with { type: "text" };
import { gpuProcesses } from "./gpu_process.ts";

const MIB = 1024 ** 2;
const FILES = parse(templates) as Readonly<Record<string, unknown>>;

/** The files of a world of mock/bin/amd-smi, by name. */
export function amdFiles(world: World): Record<string, string> {
  const all = gpuProcesses(world);
  // The driver knows nothing of one that fell off the bus.
  const cards = world.cards.flatMap((card, at) => {
    if (card.spec.vendor !== "amd" || card.state === "lost") return [];
    const processes = all.filter((process) => process.card === at);
    const usedMib = Math.round(processes.reduce((sum, { bytes }) => sum + bytes, 0) / MIB);
    const joules = Number(card.energyJoules.toFixed(3));
    return [{ card, processes, usedMib, joules, freeMib: card.spec.memoryMib - usedMib }];
  });
  const documents = Object.entries(FILES).map(([name, template]) => {
    const shown = cards.map((scope, gpu) => render(template, { ...scope, gpu }));
    const document = name === "metric" ? { gpu_data: shown } : shown;
    return [`${name}.json`, `${JSON.stringify(document, null, 4)}\n`];
  });
  return Object.fromEntries(documents);
}
