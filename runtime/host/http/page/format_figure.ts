import type { ViewUnit } from "../../../contract/view_kinds.ts";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `14.2 MiB`; a dash for what is not known. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return "-";
  let value = bytes;
  let unit: string = UNITS[0];
  for (const larger of UNITS.slice(1)) {
    if (value < 1_024) break;
    value /= 1_024;
    unit = larger;
  }
  return `${unit === "B" || value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}

/** `67.2 of 79.6 GiB`: a part and its whole, with one unit where that will do. */
export function formatPart(part: number, whole: number): string {
  const [used, total] = [formatBytes(part), formatBytes(whole)];
  const unit = total.slice(total.indexOf(" "));
  return `${used.endsWith(unit) ? used.slice(0, -unit.length) : used} of ${total}`;
}

/** `2026-11-24 00:12:53 UTC`, from ISO 8601; anything else as it is. */
export function formatTime(at: string): string {
  return at.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, "$1 $2 UTC");
}

/** `12 ms`, `3.4 s`; a dash for what is not known. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return "-";
  if (seconds === 0) return "0 s";
  if (seconds < 1) return `${(seconds * 1_000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** A count in a few characters: `7`, `1.5`, `12,345`. */
export function formatCount(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) {
    return Math.round(value).toLocaleString("en-US");
  }
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2).replace(/\.?0+$/, "");
}

/** A figure with its unit, for people. */
export function formatValue(value: number, unit: ViewUnit): string {
  switch (unit) {
    case "bytes":
      return formatBytes(value);
    case "celsius":
      return `${Math.round(value)} \u00b0C`;
    case "flag":
      return value > 0 ? "yes" : "no";
    case "per_second":
      return `${formatCount(value)}/s`;
    case "ratio":
      return `${Math.round(value * 100)} %`;
    case "seconds":
      return formatSeconds(value);
    case "watts":
      return `${Math.round(value)} W`;
    case "count":
    case "total":
      return formatCount(value);
  }
}
