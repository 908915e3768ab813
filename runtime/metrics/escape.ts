/** Escaping of the exposition formats. Docs: https://prometheus.io/docs/instrumenting/exposition_formats */

/** Most label values need no escaping, and a test is cheaper than three replacements. */
const SPECIAL = /[\\"\n]/;

/** Escapes a label value, for between double quotes. */
export function escapeLabelValue(value: string): string {
  return SPECIAL.test(value)
    ? value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
    : value;
}

/** Escapes a help text of the 0.0.4 format, where a double quote stands as it is. */
export function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
