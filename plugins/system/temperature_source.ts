import { parseHwmon, parseThermalZones } from "./parse/temperatures.ts";
import type { Source } from "./source.ts";

const HWMON = "/sys/class/hwmon/hwmon*";
const ZONE = "/sys/class/thermal/thermal_zone*";

/** Sensors of hwmon; thermal zones where there are none, since the same sensor is often in both. */
export const temperatureSource: Source = {
  name: "temperature",
  read: async ({ facts }, set) => {
    const [names, labels, inputs] = await Promise.all([
      facts.readAll(`${HWMON}/name`),
      facts.readAll(`${HWMON}/temp*_label`),
      facts.readAll(`${HWMON}/temp*_input`),
    ]);
    if (inputs.size > 0) {
      parseHwmon(set, new Map([...names, ...labels, ...inputs]));
      return true;
    }
    const [types, temps] = await Promise.all([
      facts.readAll(`${ZONE}/type`),
      facts.readAll(`${ZONE}/temp`),
    ]);
    parseThermalZones(set, new Map([...types, ...temps]));
    return temps.size > 0;
  },
};
