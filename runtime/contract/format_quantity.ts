/** Writes a number of things: "1 host", "3 hosts". */
export function formatQuantity(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
