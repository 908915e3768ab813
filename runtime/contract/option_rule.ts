import { formatDuration } from "./duration.ts";
import { formatSize } from "./size.ts";
import type { PluginOption } from "./option.ts";

/** The rule that a value of an option has to keep, as messages put it: `must be true or false`. */
export function optionRule(option: PluginOption): string {
  const limits = optionLimits(option);
  const suffix = limits === "" ? "" : `, ${limits}`;
  switch (option.type) {
    case "boolean":
    case "containers":
      return "must be true or false";
    case "number":
      return `must be a number${suffix}`;
    case "integer":
      return `must be a whole number${suffix}`;
    case "string":
      return option.format === "name"
        ? `must be a name of letters, digits, dots, colons, dashes and underscores${suffix}`
        : `must be text${suffix}`;
    case "string[]":
      return `must be a list of strings${suffix}`;
    case "enum":
      return `must be ${limits}`;
    case "duration":
      return `must be a duration in quotes such as "15s"${suffix}`;
    case "size":
      return `must be a size in quotes such as "64MiB"${suffix}`;
    case "url":
      return "must be an address such as http://127.0.0.1:8000";
    case "headers":
      return "must be a mapping from header names to text";
    case "secret":
      return "must be non-empty text";
    case "object":
      return option.toggle ? "must be true, false or a mapping" : "must be a mapping";
    case "object[]":
      return `must be a list of mappings${suffix}`;
  }
}

/** The bounds of an option's values: `1m to 24h`; empty when there are none. */
export function optionLimits(option: PluginOption): string {
  switch (option.type) {
    case "number":
    case "integer":
    case "duration":
    case "size":
      return amounts(option);
    case "string":
      return counts("characters", option.minLength, option.maxLength);
    case "string[]":
      return [
        counts("items", option.minItems, option.maxItems),
        counts("characters each", option.minLength, option.maxLength),
      ].filter((one) => one !== "").join(", ");
    case "object[]":
      return counts("items", option.minItems, option.maxItems);
    case "enum":
      return `one of ${option.values.join(", ")}`;
    default:
      return "";
  }
}

/** Writes an amount as the operator would. */
export function formatAmount(type: PluginOption["type"], amount: number): string {
  if (type === "duration") return formatDuration(amount);
  return type === "size" ? formatSize(amount) : String(amount);
}

function amounts(
  { type, min, max }: Extract<PluginOption, { min?: number | undefined }>,
): string {
  const [from, to] = [min, max].map((one) => one === undefined ? "" : formatAmount(type, one));
  if (from && to) return `from ${from} to ${to}`;
  return from ? `at least ${from}` : to ? `at most ${to}` : "";
}

function counts(things: string, min = 0, max = Infinity): string {
  const many = (count: number) => `${count} ${count === 1 ? things.replace(/s\b/, "") : things}`;
  if (max === Infinity) return min === 0 ? "" : `at least ${many(min)}`;
  return min === 0 ? `at most ${many(max)}` : `${min} to ${many(max)}`;
}
