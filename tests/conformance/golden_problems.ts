import type { Manifest } from "../../runtime/contract/manifest.ts";

const SAMPLE = /^([a-z][a-z0-9_]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-z_][a-z0-9_]*)="(?:[^"\\]|\\.)*",?/g;
const PART = /_(?:bucket|sum|count)$/;

/** Returns what an exposition has that the manifest does not: one sentence for each line that is wrong. */
export function goldenProblems(text: string, { metrics }: Manifest): string[] {
  const declared = new Map(metrics.map((family) => [family.name, family]));
  const types = new Map<string, string>();
  return text.split("\n").filter((line) => line !== "").flatMap((line): string[] => {
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === "TYPE") types.set(name, rest);
    if (kind !== undefined) {
      const family = declared.get(name);
      // The text format has no info type: such a family is a gauge there.
      const expected = kind === "HELP" ? family?.help : family?.type.replace("info", "gauge");
      return expected === rest ? [] : [`${line}: the manifest says ${expected ?? "nothing"}`];
    }
    if (line.startsWith("#")) return [];
    return sampleProblems(line, (sample) =>
      declared.get(sample) ??
        (types.get(sample.replace(PART, "")) === "histogram"
          ? declared.get(sample.replace(PART, ""))
          : undefined));
  });
}

function sampleProblems(
  line: string,
  familyOf: (name: string) => Manifest["metrics"][number] | undefined,
): string[] {
  const match = SAMPLE.exec(line);
  if (!match) return [`${line}: is no sample`];
  const family = familyOf(match[1] ?? "");
  if (!family) return [`${line}: is not declared`];
  const labels = [...(match[2] ?? "").matchAll(LABEL)].map(([, name]) => name)
    .filter((name) => name !== "le").sort().join();
  const expected = [...family.labels].sort().join();
  return labels === expected ? [] : [`${line}: must have the labels ${expected || "(none)"}`];
}
