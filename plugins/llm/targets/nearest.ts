/** The known word that a misspelt one most likely means; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known.map((one) => ({
    one,
    cost: distance(word.toLowerCase(), one.toLowerCase()),
  }))
    .sort((a, b) => a.cost - b.cost);
  return best && best.cost <= Math.max(1, Math.floor(word.length / 3)) ? best.one : undefined;
}

/** How many letters have to be added, removed or replaced to turn one word into the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
