/** Describes a position in a text as a person finds it: by its line where there are several. */
export function describePosition(text: string, position: number): string {
  if (!text.includes("\n")) return `character ${position + 1}`;
  const before = text.slice(0, position).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
