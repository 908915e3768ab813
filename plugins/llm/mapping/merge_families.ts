import type { Family } from "@llm-monitor/sdk";

/** Families of several targets, each name once. */
export function mergeFamilies(lists: readonly (readonly Family[])[]): Family[] {
  const merged = new Map<string, Family["samples"][number][]>();
  for (const { name, samples } of lists.flat()) {
    const known = merged.get(name);
    if (known) { for (const sample of samples) known.push(sample); }
    else merged.set(name, [...samples]);
  }
  return [...merged].map(([name, samples]) => ({ name, samples }));
}
