/**
 * Picks from Prometheus text the series that match, each family with its help and type in front.
 *
 * @param pattern is tried on whole lines, so that it may name labels and values too
 */
export function pickFamilies(text: string, pattern: RegExp): string[] {
  const picked: string[] = [];
  let head: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("# HELP ")) head = [line];
    else if (line.startsWith("#")) head.push(line);
    else if (line !== "" && pattern.test(line)) {
      picked.push(...head, line);
      head = [];
    }
  }
  return picked;
}
