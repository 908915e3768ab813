/** A text of a server as a label: printable ASCII, not too long, and of a path the last part alone. */
export function plainText(text: string, maxLength: number): string {
  const isPath = text.startsWith("/") || /^[A-Za-z]:\\/.test(text);
  const name = isPath ? text.split(/[\\/]/).findLast((part) => part !== "") ?? "" : text;
  return name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, maxLength);
}

/** A number that is known: finite and not negative. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A number that is known, and for which 0 would mean that it is not. */
export function positiveOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number === 0 ? undefined : number;
}

/** A text; an empty one for everything else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
