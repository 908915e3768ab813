const MAX_LENGTH = 200;

/** The known word that a misspelt one most likely means; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // Whoever wrote that made no typing error.
  if (word.length > MAX_LENGTH) return undefined;
  const ranked = known.map((candidate) => ({
    candidate,
    cost: editDistance(word.toLowerCase(), candidate.toLowerCase()),
  }))
    .sort((a, b) => a.cost - b.cost);
  const best = ranked[0];
  // A third of the word wrong is a typing error; more is another word.
  return best && best.cost <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** Returns how many letters have to be added, removed, replaced or swapped with the next one. */
export function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const kept = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] && i > 1 && j > 1;
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(kept, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
