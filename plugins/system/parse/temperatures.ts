import type { FamilySet } from "@llm-monitor/sdk";
import { parseNumber, scaled } from "./numbers.ts";

type Files = ReadonlyMap<string, string>;

/** /sys/class/hwmon: `temp1_input` in thousandths of a degree, beside `temp1_label` and the chip's `name`. */
export function parseHwmon(set: FamilySet, files: Files): void {
  for (const [path, text] of files) {
    const [, folder, device = "", sensor] = /^(.*\/(hwmon\d+))\/(temp\d+)_input$/.exec(path) ?? [];
    if (folder === undefined || sensor === undefined) continue;
    const chip = files.get(`${folder}/name`)?.trim() || device;
    // Two sensors of a chip may have the same label, so that alone names none.
    const label = files.get(`${folder}/${sensor}_label`)?.trim() ?? "";
    add(set, { chip, device, sensor, label }, text);
  }
}

/** /sys/class/thermal: `temp` in thousandths of a degree, beside the zone's `type`. */
export function parseThermalZones(set: FamilySet, files: Files): void {
  for (const [path, text] of files) {
    const [, folder, device = ""] = /^(.*\/(thermal_zone\d+))\/temp$/.exec(path) ?? [];
    if (folder === undefined) continue;
    const chip = files.get(`${folder}/type`)?.trim() || device;
    add(set, { chip, device, sensor: "zone", label: "" }, text);
  }
}

function add(
  set: FamilySet,
  labels: { chip: string; device: string; sensor: string; label: string },
  text: string,
): void {
  set.gauge(
    "llm_monitor_system_temperature_celsius",
    labels,
    scaled(parseNumber(text.trim()), 1e-3),
  );
}
