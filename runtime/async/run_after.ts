/** Runs once after a delay; the answer cancels it. */
export function runAfter(delayMs: number, run: () => void): () => void {
  const id = setTimeout(run, delayMs);
  return () => clearTimeout(id);
}
