import { escapeLabelValue } from "./escape.ts";

/** Renders labels in their declared order, without braces: `device="sda",mode="idle"`. */
export function renderLabels(
  labels: Readonly<Record<string, string>>,
  order: readonly string[],
): string {
  let text = "";
  for (const name of order) {
    const pair = `${name}="${escapeLabelValue(labels[name] ?? "")}"`;
    text = text === "" ? pair : `${text},${pair}`;
  }
  return text;
}

/** Renders a line of a sample; `extra` is one more label, such as `le`. */
export function renderLine(
  name: string,
  options: { labels: string; extra?: string; value: string },
): string {
  const { labels, extra = "", value } = options;
  const all = labels !== "" && extra !== "" ? `${labels},${extra}` : labels + extra;
  return all === "" ? `${name} ${value}\n` : `${name}{${all}} ${value}\n`;
}
