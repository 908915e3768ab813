import type { FamilySet } from "@llm-monitor/sdk";
import type { EnergyMeter } from "../energy_meter.ts";
import type { KnownLabels } from "../known_labels.ts";
import { parseClockEvents } from "../parse/clock_events.ts";
import { isAbsent, isUnreadable, parseQuantity } from "../parse/quantity.ts";
import type { QueryRow } from "../parse/query_rows.ts";
import { find } from "../parse/xml.ts";
import type { XmlElement } from "../parse/xml.ts";
import { addProcesses } from "../processes.ts";
import { addReadings, isUp } from "../readings.ts";
import { addSourceReports } from "../source_report.ts";
import { addState } from "../states.ts";
import { addActivity } from "./activity_metrics.ts";
import { addMig } from "./mig_metrics.ts";
import { addMigProcesses } from "./mig_processes.ts";
import { addNvlink } from "./nvlink_metrics.ts";
import { addXids } from "./xid_metrics.ts";
import type { Observation } from "./observation.ts";
import { CLOCK_EVENT_FIELDS, INTEGRATED_HAS_NO, READINGS, STATES } from "./readings.ts";

/** Knowledge of the cards that one collection hands to the next. */
export interface KnownCards {
  readonly energy: EnergyMeter;
  readonly labels: KnownLabels;
}

/** Adds the families of everything that was observed. */
export function addNvidiaMetrics(
  set: FamilySet,
  observation: Observation,
  { energy, labels, nowMs }: KnownCards & { nowMs: number },
): void {
  const { rows, missing, details, mig, processes, driverCards, reports } = observation;
  const gpus = rows.map(({ gpu }) => gpu);
  addSourceReports(set, reports);
  set.gauge("llm_monitor_gpu_cards", { vendor: "nvidia" }, rows.length);
  set.gauge("llm_monitor_gpu_driver_cards", { vendor: "nvidia" }, driverCards);
  for (const gpu of missing) set.gauge("llm_monitor_gpu_up", { gpu }, 0);
  for (const row of rows) {
    const { gpu } = row;
    const element = details?.cards.get(gpu);
    const readValue = (name: string) => valueIn(row, element, name);
    set.info("llm_monitor_gpu_info", labels.keep(gpu, infoLabels(row, observation)));
    const isIntegrated = hasNoMemory(row);
    const readings = isIntegrated
      ? READINGS.filter(({ metric }) => !INTEGRATED_HAS_NO.includes(metric))
      : READINGS;
    const count = addReadings(set, readings, { gpu, readValue });
    set.gauge("llm_monitor_gpu_up", { gpu }, isUp(count) ? 1 : 0);
    set.gauge("llm_monitor_gpu_unreadable_values", { gpu }, count.unreadable);
    if (isIntegrated) set.gauge("llm_monitor_gpu_unified_memory", { gpu }, 1);
    addInforom(set, row, observation);
    for (const state of STATES) addState(set, state, { gpu, readValue });
    addClockEvents(set, gpu, readValue);
    addEnergy(set, { gpu, energy, nowMs, readValue });
    if (element) addMig(set, element, { gpu, listing: mig, labels });
  }
  if (processes) addProcesses(set, processes, gpus);
  addMigProcesses(set, observation.migProcesses.filter(({ gpu }) => gpus.includes(gpu)));
  addActivity(set, observation.activity.filter(({ gpu }) => gpus.includes(gpu)));
  addNvlink(set, observation.nvlink, gpus);
  addXids(set, observation, (busId) => observation.names.get(busId));
}

type ValueOf = (name: string) => string | undefined;

/** Names with a slash are elements of the details. */
function valueIn({ values }: QueryRow, element: XmlElement | undefined, name: string) {
  if (!name.startsWith("/")) return values.get(name);
  return element && find(element, name.slice(1))?.text;
}

function infoLabels(
  { gpu, busId, values }: QueryRow,
  { cudaVersion, support }: Observation,
): Record<string, string> {
  const text = (...fields: string[]) =>
    fields.map((field) => values.get(field) ?? "")
      // Newer drivers write a note behind some: "610.57.04 [Deprecated; use ...]".
      .map((value) => value.replace(/ \[Deprecated\b.*\]$/, ""))
      .find((value) => !isAbsent(value) && !isUnreadable(value)) ?? "";
  const hasActivity = support.get(gpu);
  return {
    gpu,
    vendor: "nvidia",
    name: text("name"),
    index: text("index"),
    pci_bus_id: busId,
    driver_version: text("driver_version", "kmd_version"),
    cuda_version: cudaVersion,
    vbios_version: text("vbios_version"),
    compute_capability: text("compute_cap"),
    activity: hasActivity === undefined ? "" : hasActivity ? "gpm" : "none",
  };
}

/** True for a card that says that it has no memory of its own, as GB10 and Jetson do. */
function hasNoMemory({ values }: QueryRow): boolean {
  return ["memory.total", "memory.used"].every((field) =>
    /^\[?(?:N\/A|Not Supported)\]?$/i.test(values.get(field) ?? "")
  );
}

/** The card's own word on its infoROM; a warning of the driver says more. */
function addInforom(set: FamilySet, { gpu, busId, values }: QueryRow, { corrupted }: Observation) {
  const told = parseQuantity(values.get("inforom.checksum_validation") ?? "", "flag");
  const isCorrupted = busId !== "" && corrupted.includes(busId);
  const value = isCorrupted ? 0 : typeof told === "number" ? told : undefined;
  set.gauge("llm_monitor_gpu_inforom_valid", { gpu }, value);
}

function addClockEvents(set: FamilySet, gpu: string, readValue: ValueOf): void {
  const first = (names: readonly string[]) =>
    names.map(readValue).find((value) => value !== undefined);
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
  { gpu, energy, nowMs, readValue }: {
    gpu: string;
    energy: EnergyMeter;
    nowMs: number;
    readValue: ValueOf;
  },
): void {
  const watts = ["power.draw", "power.draw.average", "power.draw.instant"]
    .map((field) => parseQuantity(readValue(field) ?? "", "watts"))
    .find((value) => typeof value === "number");
  if (watts === undefined) return;
  const joules = energy.add(gpu, { watts, atMs: nowMs });
  set.counter("llm_monitor_gpu_energy_joules_total", { gpu }, joules);
}
