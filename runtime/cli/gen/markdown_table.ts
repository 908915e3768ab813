/** A table set the way `deno fmt` sets it, so that a generated page is a formatted page. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [head, ...rows].map((row) => row.map(escapeCell));
  const widths = head.map((_, index) =>
    Math.max(3, ...cells.map((row) => (row[index] ?? "").length))
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, index) => (row[index] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(cells[0] ?? []), rule, ...cells.slice(1).map(line)].join("\n");
}

/** Text as code; empty text is a dash. */
export function code(text: string): string {
  return text === "" ? "-" : `\`${text}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
}
