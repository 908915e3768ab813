import type { MetricType } from "../contract/metric.ts";
import type { FamilyFault } from "./family_fault.ts";
import { isWireNumber } from "./wire_number.ts";

/** Checks the value of a gauge, a counter or an info sample. */
export function checkValue(
  sample: Readonly<Record<string, unknown>>,
  type: MetricType,
): FamilyFault | undefined {
  const { value } = sample;
  if (!isWireNumber(value)) {
    return { reason: "value_type", message: "has a sample whose value is not a number" };
  }
  if (type === "info" && value !== 1) {
    return { reason: "info_value", message: `has the value ${value}; an info family is always 1` };
  }
  if (type !== "counter") return undefined;
  if (typeof value === "string") {
    return { reason: "value_not_finite", message: `is a counter with the value ${value}` };
  }
  if (value < 0) {
    return { reason: "counter_negative", message: `is a counter with the value ${value}` };
  }
  return undefined;
}
