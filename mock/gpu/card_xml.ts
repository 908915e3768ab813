import type { CardView } from "../sim/card.ts";
import { cardValues } from "./card_values.ts";
import type { CardUse } from "./card_values.ts";
import type { GpuProcess } from "./gpu_process.ts";
import { xmlText } from "./xml_text.ts";

const MIB = 1024 ** 2;

const REASONS = "clocks_event_reasons";
/** Elements with the value of a field of `--query-gpu`: `parent/name` where the name is not enough. */
const ELEMENTS: Readonly<Record<string, string>> = {
  gpu_recovery_action: "gpu_recovery_action",
  performance_state: "pstate",
  ...Object.fromEntries(
    ["gpu_idle", "sw_power_cap", "hw_slowdown", "sw_thermal_slowdown", "hw_thermal_slowdown"]
      .map((reason) => [`clocks_event_reason_${reason}`, `${REASONS}.${reason}`]),
  ),
  [`${REASONS}_counters_sw_power_cap`]: `${REASONS}_counters.sw_power_cap`,
  [`${REASONS}_counters_sw_therm_slowdown`]: `${REASONS}_counters.sw_thermal_slowdown`,
  [`${REASONS}_counters_hw_therm_slowdown`]: `${REASONS}_counters.hw_thermal_slowdown`,
  "fb_memory_usage/used": "memory.used",
  "fb_memory_usage/free": "memory.free",
  gpu_temp: "temperature.gpu",
  "volatile/dram_correctable": "ecc.errors.corrected.volatile.dram",
  "volatile/dram_uncorrectable": "ecc.errors.uncorrected.volatile.dram",
  "aggregate/dram_correctable": "ecc.errors.corrected.aggregate.dram",
  "aggregate/dram_uncorrectable": "ecc.errors.uncorrected.aggregate.dram",
  remapped_row_pending: "remapped_rows.pending",
  gpu_util: "utilization.gpu",
  memory_util: "utilization.memory",
};

/** The element of one card in the answer to `-q -x`, with what changes in it replaced. */
export function cardXml(element: string, use: CardUse): string {
  const { card, processes } = use;
  const split = element.indexOf("</mig_devices>");
  const head = element.slice(0, split);
  const traffic = card.isIdle ? 0 : Math.round(1_000 + 400_000 * card.utilization);
  const changes: Record<string, string> = {
    tx_util: `${traffic} KB/s`,
    rx_util: `${Math.round(traffic * 0.8)} KB/s`,
  };
  const values = cardValues(use);
  for (const [place, field] of Object.entries(ELEMENTS)) {
    const value = values.get(field)?.replaceAll(/[[\]]/g, "");
    if (value === undefined) continue;
    changes[place] = place === "gpu_temp" && !/\D/.test(value) ? `${value} C` : value;
  }
  const tail = setElements(element.slice(split), changes);
  return migDevices(head, card, processes) + withProcesses(tail, processes);
}

function setElements(xml: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .reduce((text, [place, value]) => setElement(text, place, value), xml);
}

/** @throws {RangeError} when the element is not there, as the world's folder then is another. */
function setElement(xml: string, place: string, value: string): string {
  const [name = "", parent] = place.split("/").reverse();
  const from = parent === undefined ? 0 : xml.indexOf(`<${parent}>`);
  const open = `<${name}>`;
  const start = from === -1 ? -1 : xml.indexOf(open, from);
  const end = start === -1 ? -1 : xml.indexOf(`</${name}>`, start);
  if (end === -1) throw new RangeError(`The world's query.xml has no element ${place}`);
  return xml.slice(0, start + open.length) + xmlText(value) + xml.slice(end);
}

/** Memory belongs to the GPU instance: its compute instances all print the same numbers. */
function migDevices(head: string, { spec }: CardView, processes: readonly GpuProcess[]): string {
  let text = head;
  for (const [index, device] of spec.mig.entries()) {
    const bytes = processes.filter(({ migDevice }) =>
      migDevice !== undefined && spec.mig[migDevice]?.gpuInstance === device.gpuInstance
    ).reduce((sum, process) => sum + process.bytes, 0);
    const used = Math.min(device.memoryMib, Math.round(bytes / MIB) + 9);
    const at = text.indexOf(`<index>${index}</index>`);
    const memory = { used: `${used} MiB`, free: `${device.memoryMib - used} MiB` };
    text = text.slice(0, at) + setElements(text.slice(at), memory);
  }
  return text;
}

function withProcesses(tail: string, processes: readonly GpuProcess[]): string {
  const items = processes.map(({ pid, name, bytes, gpuInstance, computeInstance }) =>
    [
      "\t\t\t<process_info>",
      `\t\t\t\t<gpu_instance_id>${gpuInstance ?? "N/A"}</gpu_instance_id>`,
      `\t\t\t\t<compute_instance_id>${computeInstance ?? "N/A"}</compute_instance_id>`,
      `\t\t\t\t<pid>${pid}</pid>`,
      "\t\t\t\t<type>C</type>",
      `\t\t\t\t<process_name>${xmlText(name)}</process_name>`,
      `\t\t\t\t<used_memory>${Math.round(bytes / MIB)} MiB</used_memory>`,
      "\t\t\t</process_info>",
      "",
    ].join("\n")
  );
  return tail.replace(
    /<processes>[^]*<\/processes>/,
    () => `<processes>\n${items.join("")}\t\t</processes>`,
  );
}
