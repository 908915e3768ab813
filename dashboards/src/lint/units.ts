/** Units of Grafana that our boards use; those with a text of their own are made of a prefix or suffix. */
const UNITS = new Set([
  "none",
  "short",
  "percentunit",
  "s",
  "bytes",
  "Bps",
  "reqps",
  "celsius",
  "watt",
  "kwatth",
  "hertz",
  "dateTimeFromNow",
]);

/** Returns whether Grafana formats numbers in such a unit. */
export function isUnit(unit: string): boolean {
  return UNITS.has(unit) || /^(?:suffix|prefix): ?\S.*$/.test(unit);
}
