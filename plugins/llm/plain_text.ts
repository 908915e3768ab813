/** A text of a server as a label: printable ASCII, not too long, and of a path the last part alone. */
export function plainText(text: string, maxLength: number): string {
  const isPath = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)/.test(text) || /[\\/].*\.gguf$/.test(text);
  const name = isPath ? text.split(/[\\/]/).findLast((part) => part !== "") ?? "" : text;
  return name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, maxLength);
}
