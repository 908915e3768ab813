import type { FamilySet } from "@llm-monitor/sdk";
import type { EnergyMeter } from "../energy_meter.ts";
import { parseClockEvents } from "../parse/clock_events.ts";
import { isAbsent, parseQuantity } from "../parse/quantity.ts";
import type { QueryRow } from "../parse/query_rows.ts";
import { find } from "../parse/xml.ts";
import type { XmlElement } from "../parse/xml.ts";
import { addProcesses } from "../processes.ts";
import { addReadings } from "../readings.ts";
import { addSourceReports } from "../source_report.ts";
import { addState } from "../states.ts";
import { addMig } from "./add_mig.ts";
import type { Observation } from "./observation.ts";
import { CLOCK_EVENT_FIELDS, READINGS, STATES } from "./readings.ts";

/** Adds the families of everything that was observed. */
export function addNvidiaMetrics(
  set: FamilySet,
  observation: Observation,
  { energy, nowMs }: { energy: EnergyMeter; nowMs: number },
): void {
  const { rows, missing, details, mig, processes, driverCards, reports } = observation;
  addSourceReports(set, reports);
  set.gauge("llm_monitor_gpu_cards", { vendor: "nvidia" }, rows.length);
  set.gauge("llm_monitor_gpu_driver_cards", { vendor: "nvidia" }, driverCards);
  for (const gpu of missing) set.gauge("llm_monitor_gpu_up", { gpu }, 0);
  for (const row of rows) {
    const { gpu } = row;
    const element = details?.cards.get(gpu);
    const valueOf = (name: string) => valueIn(row, element, name);
    addInfo(set, row, details?.cudaVersion ?? "");
    const { told, unreadable } = addReadings(set, READINGS, { gpu, valueOf });
    set.gauge("llm_monitor_gpu_up", { gpu }, told > 0 ? 1 : 0);
    set.gauge("llm_monitor_gpu_unreadable_values", { gpu }, unreadable);
    for (const state of STATES) addState(set, state, { gpu, valueOf });
    addClockEvents(set, gpu, valueOf);
    addEnergy(set, { gpu, energy, nowMs, valueOf });
    if (element) addMig(set, element, { gpu, listing: mig });
  }
  if (processes) addProcesses(set, processes, rows.map(({ gpu }) => gpu));
  addNvlink(set, observation);
}

type ValueOf = (name: string) => string | undefined;

/** Names with a slash are elements of the details. */
function valueIn({ values }: QueryRow, element: XmlElement | undefined, name: string) {
  if (!name.startsWith("/")) return values.get(name);
  return element && find(element, name.slice(1))?.text;
}

function addInfo(set: FamilySet, { gpu, busId, values }: QueryRow, cudaVersion: string): void {
  const text = (field: string) => {
    const value = values.get(field) ?? "";
    return isAbsent(value) ? "" : value;
  };
  set.info("llm_monitor_gpu_info", {
    gpu,
    vendor: "nvidia",
    name: text("name"),
    index: text("index"),
    pci_bus_id: busId,
    driver_version: text("driver_version"),
    cuda_version: cudaVersion,
    vbios_version: text("vbios_version"),
    compute_capability: text("compute_cap"),
  });
}

function addClockEvents(set: FamilySet, gpu: string, valueOf: ValueOf): void {
  const first = (names: readonly string[]) =>
    names.map(valueOf).find((value) => value !== undefined);
  const events = parseClockEvents(
    first(CLOCK_EVENT_FIELDS.active) ?? "",
    first(CLOCK_EVENT_FIELDS.supported),
  );
  for (const [reason, isActive] of events) {
    set.gauge("llm_monitor_gpu_clock_event_active", { gpu, reason }, isActive ? 1 : 0);
  }
}

function addEnergy(
  set: FamilySet,
  { gpu, energy, nowMs, valueOf }: {
    gpu: string;
    energy: EnergyMeter;
    nowMs: number;
    valueOf: ValueOf;
  },
): void {
  const watts = ["power.draw", "power.draw.average", "power.draw.instant"]
    .map((field) => parseQuantity(valueOf(field) ?? "", "watts"))
    .find((value) => typeof value === "number");
  if (watts === undefined) return;
  const joules = energy.add(gpu, { watts, atMs: nowMs });
  set.counter("llm_monitor_gpu_energy_joules_total", { gpu }, joules);
}

function addNvlink(set: FamilySet, { nvlink, rows }: Observation): void {
  for (const { gpu, link, receivedBytes, transmittedBytes } of nvlink) {
    if (!rows.some((row) => row.gpu === gpu)) continue;
    set.counter("llm_monitor_gpu_nvlink_receive_bytes_total", { gpu, link }, receivedBytes);
    set.counter("llm_monitor_gpu_nvlink_transmit_bytes_total", { gpu, link }, transmittedBytes);
  }
}
