import { xmlText } from "./xml_text.ts";
import type { Card } from "../sim/card.ts";
import { freeMib, isSplit, recoveryAction, remapsPending } from "./card_values.ts";
import { lifetimeErrors, throttleTimes, usedMib } from "./card_values.ts";
import type { CardUse } from "./card_values.ts";
import type { GpuProcess } from "./gpu_process.ts";

const MIB = 1024 ** 2;

/** The element of one card in the answer to `-q -x`, with what changes in it replaced. */
export function cardXml(element: string, use: CardUse, processes: readonly GpuProcess[]): string {
  const split = element.indexOf("</mig_devices>");
  const head = element.slice(0, split);
  let tail = element.slice(split);
  for (const [place, value] of valuesOf(use)) tail = setElement(tail, place, value);
  return migDevices(head, use.card, processes) + withProcesses(tail, processes);
}

/** Elements by their place, `parent/name` where the name alone is not enough. */
function valuesOf(use: CardUse): [string, string][] {
  const { card } = use;
  const { isPowerCapped, isHot, isVeryHot } = card.throttle;
  const times = throttleTimes(card);
  const flag = (isActive: boolean) => isActive ? "Active" : "Not Active";
  const reason = "clocks_event_reason";
  const traffic = card.isIdle ? 0 : Math.round(1_000 + 400_000 * card.utilization);
  const values: [string, string][] = [
    ["gpu_recovery_action", recoveryAction(card)],
    ["tx_util", `${traffic} KB/s`],
    ["rx_util", `${Math.round(traffic * 0.8)} KB/s`],
    ["performance_state", card.spec.hasEcc ? "P0" : card.isIdle ? "P8" : "P2"],
    [`${reason}_gpu_idle`, flag(card.isIdle)],
    [`${reason}_sw_power_cap`, flag(isPowerCapped)],
    [`${reason}_hw_slowdown`, flag(isVeryHot)],
    [`${reason}_sw_thermal_slowdown`, flag(isHot)],
    [`${reason}_hw_thermal_slowdown`, flag(isVeryHot)],
    [`${reason}s_counters_sw_power_cap`, `${times.powerCap} us`],
    [`${reason}s_counters_sw_therm_slowdown`, `${times.hot} us`],
    [`${reason}s_counters_hw_therm_slowdown`, `${times.veryHot} us`],
    ["fb_memory_usage/used", `${usedMib(use)} MiB`],
    ["fb_memory_usage/free", `${freeMib(use)} MiB`],
    ["gpu_temp", `${Math.round(card.celsius)} C`],
  ];
  if (card.spec.hasEcc) {
    values.push(
      ["volatile/dram_correctable", `${card.correctedErrors}`],
      ["volatile/dram_uncorrectable", `${card.uncorrectedErrors}`],
      ["aggregate/dram_correctable", `${lifetimeErrors(card).corrected}`],
      ["aggregate/dram_uncorrectable", `${lifetimeErrors(card).uncorrected}`],
      ["remapped_row_pending", remapsPending(card).replaceAll(/[[\]]/g, "")],
    );
  }
  if (!isSplit(card)) {
    values.push(
      ["gpu_util", `${Math.round(card.utilization * 100)} %`],
      ["memory_util", `${Math.round(card.memoryTraffic * 100)} %`],
    );
  }
  return values;
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
function migDevices(head: string, { spec }: Card, processes: readonly GpuProcess[]): string {
  let text = head;
  for (const [index, device] of spec.mig.entries()) {
    const bytes = processes.filter(({ migDevice }) =>
      migDevice !== undefined && spec.mig[migDevice]?.gpuInstance === device.gpuInstance
    ).reduce((sum, process) => sum + process.bytes, 0);
    const used = Math.min(device.memoryMib, Math.round(bytes / MIB) + 9);
    const at = text.indexOf(`<index>${index}</index>`);
    text = text.slice(0, at) +
      setElement(
        setElement(text.slice(at), "used", `${used} MiB`),
        "free",
        `${device.memoryMib - used} MiB`,
      );
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
