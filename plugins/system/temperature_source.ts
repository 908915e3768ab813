import type { Facts, FamilySet } from "@llm-monitor/sdk";
import { DeviceFacts } from "./device_facts.ts";
import { parseHwmon, parseThermalZones } from "./parse/temperatures.ts";
import type { Source } from "./source.ts";

const HWMON = "/sys/class/hwmon/hwmon*";
const ZONE = "/sys/class/thermal/thermal_zone*";

/** Sensors of hwmon; thermal zones where there are none, since the same sensor is often in both. */
export class TemperatureSource implements Source {
  readonly name = "temperature";
  readonly #sensors: DeviceFacts;
  readonly #zones: DeviceFacts;

  constructor({ nowMs }: { nowMs: () => number }) {
    const patterns = [`${HWMON}/name`, `${HWMON}/temp*_label`];
    this.#sensors = new DeviceFacts({ nowMs, patterns });
    this.#zones = new DeviceFacts({ nowMs, patterns: [`${ZONE}/type`] });
  }

  async read({ facts }: { facts: Facts }, set: FamilySet): Promise<boolean> {
    const inputs = await facts.readAll(`${HWMON}/temp*_input`);
    if (inputs.size > 0) {
      const known = await this.#sensors.read(facts, [...inputs.keys()].join());
      parseHwmon(set, new Map([...known, ...inputs]));
      return true;
    }
    const temps = await facts.readAll(`${ZONE}/temp`);
    if (temps.size === 0) return false;
    const known = await this.#zones.read(facts, [...temps.keys()].join());
    parseThermalZones(set, new Map([...known, ...temps]));
    return true;
  }
}
