import type { Item } from "../../contract/item.ts";
import { THRESHOLDS } from "../../contract/thresholds.ts";
import type { Finding } from "./finding.ts";

/** Reasons that hold a card back against everybody's will; a power cap is what somebody set. */
const BRAKES = /thermal|brake|^hw_slowdown$/;

/** The name of a card for people. */
export function gpuName({ texts, key }: Item): string {
  const index = texts.index?.[0];
  const name = texts.name?.[0] ?? key;
  return index === undefined ? `GPU ${name}` : `GPU ${index} (${name})`;
}

/** Finds what is wrong with one card. */
export function gpuProblems(item: Item): Finding[] {
  const { numbers, texts, key } = item;
  const about = { key, subject: gpuName(item) };
  if (numbers.up === 0) {
    return [{
      ...about,
      code: "gpu_lost",
      severity: "critical",
      summary: "The card no longer answers",
      cause: describeEvents(item) ?? "It has fallen off the bus, or its driver cannot reach it.",
      fix: "Stop its programs, and reboot; if it is lost again, have it replaced.",
      command: "nvidia-smi; dmesg | grep -iE 'xid|nvrm|amdgpu' | tail",
    }];
  }
  const faults = texts.faults ?? [];
  const findings: Finding[] = [];
  if (faults.length > 0) {
    findings.push({
      ...about,
      code: "gpu_fault",
      severity: "critical",
      summary: `The card reports: ${faults.join(", ").replaceAll("_", " ")}`,
      cause: describeEvents(item) ?? "The driver asks for it.",
      ...repair(faults, texts.index?.[0]),
    });
  }
  return [...findings, ...heat(item, about)];
}

function heat(
  { numbers, texts }: Item,
  about: { key: string; subject: string },
): Finding[] {
  const { temperature, temperature_margin: margin } = numbers;
  const brakes = (texts.throttling ?? []).filter((reason) => BRAKES.test(reason));
  const degrees = temperature === undefined ? "" : ` at ${Math.round(temperature)} \u00b0C`;
  const fix = "Check fans, air and pumps; lower its power limit until they work.";
  if (brakes.length > 0) {
    return [{
      ...about,
      code: "gpu_throttled",
      severity: "warning",
      summary: `The card slows itself down${degrees}`,
      cause: `The driver reports ${brakes.join(", ").replaceAll("_", " ")}.`,
      fix,
    }];
  }
  const isHot = margin !== undefined
    ? margin <= THRESHOLDS.gpu.temperatureMarginCelsius
    : temperature !== undefined && temperature >= THRESHOLDS.gpu.temperatureCelsius;
  if (!isHot) return [];
  return [{
    ...about,
    code: "gpu_hot",
    severity: "warning",
    summary: `The card is hot${degrees}`,
    cause: margin === undefined
      ? `${THRESHOLDS.gpu.temperatureCelsius} \u00b0C is too hot for long.`
      : `${Math.round(margin)} \u00b0C are left until it slows down.`,
    fix,
  }];
}

function describeEvents({ texts }: Item): string | undefined {
  const events = texts.events ?? [];
  return events.length > 0
    ? `Errors in the kernel's log since the machine was started: Xid ${events.join(", ")}.`
    : undefined;
}

function repair(faults: readonly string[], index?: string): Pick<Finding, "fix" | "command"> {
  if (faults.includes("reboot")) {
    return { fix: "Move its work to other machines, and reboot.", command: "reboot" };
  }
  if (faults.some((fault) => fault.includes("drain"))) {
    return {
      fix: "Let its programs end, do not start new ones, then reset it.",
      command: `nvidia-smi --gpu-reset -i ${index ?? "INDEX"}`,
    };
  }
  if (faults.some((fault) => fault.includes("reset"))) {
    return {
      fix: "Stop its programs, and reset it.",
      command: `nvidia-smi --gpu-reset -i ${index ?? "INDEX"}`,
    };
  }
  return { fix: "Have the card replaced if this continues.", command: "nvidia-smi -q" };
}
