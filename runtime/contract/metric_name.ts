import type { FamilyDeclaration } from "./metric.ts";

/** Label names that Prometheus or the exposition format own. */
export const RESERVED_LABELS: ReadonlySet<string> = new Set(["le", "quantile", "job", "instance"]);

const NAME = /^llm_monitor_[a-z][a-z0-9]*(?:_[a-z0-9]+)+$|^llm_monitor_[a-z][a-z0-9]*_info$/;
const LABEL = /^[a-z][a-z0-9_]*$/;

/** Endings that say a unit other than the base unit, and the base unit to use in their place. */
const WRONG_UNITS: Record<string, string> = {
  milliseconds: "seconds",
  ms: "seconds",
  microseconds: "seconds",
  nanoseconds: "seconds",
  minutes: "seconds",
  hours: "seconds",
  days: "seconds",
  kilobytes: "bytes",
  megabytes: "bytes",
  gigabytes: "bytes",
  kib: "bytes",
  mib: "bytes",
  gib: "bytes",
  percent: "ratio",
  percentage: "ratio",
  milliwatts: "watts",
  kilowatts: "watts",
  millijoules: "joules",
  fahrenheit: "celsius",
  megahertz: "hertz",
  mhz: "hertz",
};

/** Endings that the exposition format gives to the parts of a family. */
const OWNED_SUFFIXES = ["_bucket", "_count", "_sum", "_created"];

/** The name of a family in OpenMetrics: without the ending that its samples have. */
export function openMetricsName({ name, type }: FamilyDeclaration): string {
  if (type === "counter") return name.replace(/_total$/, "");
  return type === "info" ? name.replace(/_info$/, "") : name;
}

/** Every name that a family takes, in either format: no other family may have one of them. */
export function expositionNames(declaration: FamilyDeclaration): string[] {
  const { name, type } = declaration;
  const parts = type === "histogram" ? ["_bucket", "_sum", "_count"].map((end) => name + end) : [];
  return [...new Set([name, openMetricsName(declaration), ...parts])];
}

/**
 * Checks a declaration against the naming rules of the project and of Prometheus.
 * Returns one sentence for each broken rule; none when the declaration is fine.
 *
 * Docs: https://prometheus.io/docs/practices/naming/
 */
export function lintDeclaration(declaration: FamilyDeclaration): string[] {
  return [...lintName(declaration), ...lintLabels(declaration)];
}

function lintName({ name, type, help }: FamilyDeclaration): string[] {
  const problems: string[] = [];
  if (!NAME.test(name)) {
    problems.push(
      `"${name}" must look like llm_monitor_<subsystem>_<metric>_<unit>, in lower case`,
    );
  }
  const isCounter = type === "counter";
  if (isCounter !== name.endsWith("_total")) {
    problems.push(
      isCounter
        ? `counter "${name}" must end in _total`
        : `${type} "${name}" must not end in _total, which is for counters`,
    );
  }
  if ((type === "info") !== name.endsWith("_info")) {
    problems.push(
      type === "info"
        ? `info "${name}" must end in _info`
        : `${type} "${name}" must not end in _info, which is for info families`,
    );
  }
  const owned = OWNED_SUFFIXES.find((suffix) => name.endsWith(suffix));
  if (owned) problems.push(`"${name}" must not end in ${owned}, which belongs to histograms`);
  for (const word of name.split("_")) {
    const unit = Object.hasOwn(WRONG_UNITS, word) ? WRONG_UNITS[word] : undefined;
    if (unit) problems.push(`"${name}" must use the base unit "${unit}", not "${word}"`);
  }
  if (help.trim() === "") problems.push(`"${name}" needs a help text`);
  return problems;
}

function lintLabels({ name, labels }: FamilyDeclaration): string[] {
  const problems: string[] = [];
  for (const label of labels) {
    if (!LABEL.test(label) || label.startsWith("__")) {
      problems.push(`label "${label}" of "${name}" must be a lower-case word such as "device"`);
    } else if (RESERVED_LABELS.has(label)) {
      problems.push(`label "${label}" of "${name}" is reserved`);
    }
  }
  if (new Set(labels).size !== labels.length) problems.push(`"${name}" declares a label twice`);
  return problems;
}
