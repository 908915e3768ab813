import type { FamilySet } from "@llm-monitor/sdk";
import { parseCpu, parseOsInfo } from "./parse/inventory.ts";
import type { Source } from "./source.ts";

/** What it tells changes with an upgrade; asking starts a process. */
const MAX_AGE_MS = 10 * 60_000;

/** Operating system and processors, from systeminformation. */
export function inventorySource(nowMs: () => number): Source {
  let known: { readonly osInfo: unknown; readonly cpu: unknown; readonly atMs: number } | undefined;
  const add = (set: FamilySet, { osInfo, cpu }: { osInfo: unknown; cpu: unknown }) => {
    parseOsInfo(set, osInfo);
    parseCpu(set, cpu);
  };
  return {
    name: "inventory",
    read: async ({ facts }, set) => {
      if (known === undefined || nowMs() - known.atMs >= MAX_AGE_MS) {
        const [osInfo, cpu] = await Promise.all([facts.system("osInfo"), facts.system("cpu")]);
        known = { osInfo, cpu, atMs: nowMs() };
      }
      add(set, known);
      return true;
    },
  };
}
