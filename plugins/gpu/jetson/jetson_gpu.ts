import type { Facts } from "@llm-monitor/sdk";

const DEVFREQ = "/sys/class/devfreq";
const ZONES = "/sys/class/thermal/thermal_zone*";
const MODEL = "/sys/devices/soc0/machine";
/** The name of the integrated card in the device tree, by generation. */
const CARD = /^OF_NAME=(?:gpu|gp10b|gv11b|ga10b|gb10b)$/m;
/** A machine without such a card is not looked at in every collection. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** The integrated card of a Jetson, from sysfs: its values under the names of `--query-gpu`. */
export interface JetsonCard {
  /** The name of its device, such as `17000000.gpu`. */
  readonly device: string;
  /** Such as `NVIDIA Jetson AGX Orin Developer Kit`; empty where it is not told. */
  readonly model: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Reads the card of a Jetson, whose nvidia-smi (if there is one) tells little more than its name. */
export class JetsonGpu {
  readonly #nowMs: () => number;
  #absentUntilMs = -Infinity;

  constructor({ nowMs }: { nowMs: () => number }) {
    this.#nowMs = nowMs;
  }

  /** Undefined on every other machine. */
  async observe(facts: Facts): Promise<JetsonCard | undefined> {
    if (this.#nowMs() < this.#absentUntilMs) return undefined;
    const devices = await facts.readAll(`${DEVFREQ}/*/device/uevent`);
    const path = [...devices].find(([, uevent]) => CARD.test(uevent))?.[0];
    if (path === undefined) {
      this.#absentUntilMs = this.#nowMs() + LOOK_AGAIN_MS;
      return undefined;
    }
    const device = path.slice(DEVFREQ.length + 1).split("/")[0] ?? "";
    const read = async (file: string) =>
      plain(await facts.readOptional(`${DEVFREQ}/${device}/${file}`) ?? "");
    const [load, clock, maxClock, celsius, model] = await Promise.all([
      read("device/load"),
      read("cur_freq"),
      read("max_freq"),
      readTemperature(facts),
      facts.readOptional(MODEL),
    ]);
    const values = new Map([
      ["utilization.gpu", scaled(load, 0.1, "%")],
      ["clocks.current.graphics", scaled(clock, 1e-6, "MHz")],
      ["clocks.max.graphics", scaled(maxClock, 1e-6, "MHz")],
      ["temperature.gpu", scaled(celsius, 1e-3, "C")],
    ].filter((entry): entry is [string, string] => entry[1] !== undefined));
    return { device, model: plain(model ?? ""), values };
  }
}

async function readTemperature(facts: Facts): Promise<string> {
  const types = await facts.readAll(`${ZONES}/type`);
  const zone = [...types].find(([, type]) => /^gpu-therm/i.test(plain(type)))?.[0];
  if (zone === undefined) return "";
  return plain(await facts.readOptional(zone.replace(/type$/, "temp")) ?? "");
}

function plain(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "").trim();
}

function scaled(text: string, factor: number, unit: string): string | undefined {
  return /^\d+$/.test(text) ? `${Number((Number(text) * factor).toFixed(6))} ${unit}` : undefined;
}
