/** No name is longer; what a server sends may be. */
const READ = 1_000;

/** A text of a server as a label: printable ASCII, not too long, and of a path the last part alone. */
export function plainText(text: string, maxLength: number): string {
  const short = text.slice(0, READ);
  const parts = short.split(/[\\/]/);
  const isPath = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)/.test(short) ||
    (parts.length > 1 && short.endsWith(".gguf"));
  const name = isPath ? parts.findLast((part) => part !== "") ?? "" : short;
  return name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, maxLength);
}
