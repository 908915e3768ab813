import type { FamilySet } from "@llm-monitor/sdk";
import type { EnergyMeter } from "../energy_meter.ts";
import type { KnownLabels } from "../known_labels.ts";
import { parseQuantity } from "../parse/quantity.ts";
import { normalBusId } from "../parse/query_rows.ts";
import { addProcesses } from "../processes.ts";
import { addReadings, isUp } from "../readings.ts";
import { addSourceReports } from "../source_report.ts";
import { findText } from "./amd_smi.ts";
import type { AmdObservation, NamedAmdCard } from "./amd_smi.ts";
import { AMD_INFO, AMD_READINGS, ENERGY_READING } from "./readings.ts";

/** Adds the families of everything that was observed, under the names of all vendors. */
export function addAmdMetrics(
  set: FamilySet,
  { reports, cards, missing, processes }: AmdObservation,
  { energy, labels, nowMs }: { energy: EnergyMeter; labels: KnownLabels; nowMs: number },
): void {
  if (reports.length === 0) return;
  addSourceReports(set, reports);
  set.gauge("llm_monitor_gpu_cards", { vendor: "amd" }, cards.length);
  for (const gpu of missing) set.gauge("llm_monitor_gpu_up", { gpu }, 0);
  for (const card of cards) {
    const { gpu, values } = card;
    const readValue = (name: string) => values.get(name);
    set.info("llm_monitor_gpu_info", labels.keep(gpu, infoLabels(card)));
    const count = addReadings(set, AMD_READINGS, { gpu, readValue });
    set.gauge("llm_monitor_gpu_up", { gpu }, isUp(count) ? 1 : 0);
    set.gauge("llm_monitor_gpu_unreadable_values", { gpu }, count.unreadable);
    addEnergy(set, card, { energy, nowMs });
  }
  if (processes) addProcesses(set, processes, cards.map(({ gpu }) => gpu));
}

function infoLabels(card: NamedAmdCard): Record<string, string> {
  const busId = findText(card, AMD_INFO.busId);
  return {
    gpu: card.gpu,
    vendor: "amd",
    name: findText(card, AMD_INFO.name),
    index: card.index,
    pci_bus_id: busId && normalBusId(busId),
    driver_version: findText(card, AMD_INFO.driver),
    cuda_version: "",
    vbios_version: findText(card, AMD_INFO.vbios),
    compute_capability: "",
    activity: "",
  };
}

/** The card's own counter is exact; without it the samples of power are added up. */
function addEnergy(
  set: FamilySet,
  card: NamedAmdCard,
  { energy, nowMs }: { energy: EnergyMeter; nowMs: number },
): void {
  const counted = parseQuantity(findText(card, ENERGY_READING.from), "joules");
  if (typeof counted === "number") {
    set.counter(ENERGY_READING.metric, { gpu: card.gpu }, counted);
    return;
  }
  const power = AMD_READINGS.find(({ metric }) => metric === "llm_monitor_gpu_power_draw_watts");
  const watts = parseQuantity(findText(card, power?.from ?? []), "watts");
  if (typeof watts !== "number") return;
  const joules = energy.add(card.gpu, { watts, atMs: nowMs });
  set.counter(ENERGY_READING.metric, { gpu: card.gpu }, joules);
}
