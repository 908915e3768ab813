/** Series of an OpenMetrics text with time stamps, as `deno task mock --write` writes them. */

/** A series: name and labels, and a value at each step; undefined where there is none. */
export interface WrittenSeries {
  readonly head: string;
  readonly values: (string | undefined)[];
}

/** Reads the series whose names are wanted, on a grid of steps from the first time stamp on. */
export function readOpenMetrics(
  text: string,
  { stepSeconds, wants }: {
    readonly stepSeconds: number;
    readonly wants: (name: string) => boolean;
  },
): WrittenSeries[] {
  const series = new Map<string, WrittenSeries>();
  const points: (readonly [head: string, value: string, at: number])[] = [];
  let start = Infinity;
  for (const line of text.split("\n")) {
    const match = /^((\w+)\{.*\}) (\S+) (\d+)$/.exec(line);
    if (!match) continue;
    const [, head = "", name = "", value = "", at = ""] = match;
    start = Math.min(start, Number(at));
    if (wants(name)) points.push([head, value, Number(at)]);
  }
  for (const [head, value, at] of points) {
    const known = series.get(head) ?? { head, values: [] };
    series.set(head, known);
    known.values[Math.round((at - start) / stepSeconds)] = value;
  }
  return [...series.values()];
}

/** Writes values as a test of promtool takes them; what ends is marked stale, as after a scrape. */
export function promtoolValues(values: readonly (string | undefined)[], length: number): string {
  const words: string[] = [];
  for (let step = 0; step < length; step++) {
    const value = values[step];
    if (value !== undefined) words.push(value);
    else words.push(step > 0 && values[step - 1] !== undefined ? "stale" : "_");
  }
  return words.join(" ");
}
