import type { Facts, FamilySet } from "@llm-monitor/sdk";
import { parseCpu, parseOsInfo } from "./parse/inventory.ts";
import type { Source } from "./source.ts";

/** The inventory changes with an upgrade only, and asking for it starts a process. */
const MAX_AGE_MS = 10 * 60_000;
/** The kernel waits for the inventory as long as a whole collection may take: that would cost all of it. */
const MAX_WAIT_MS = 5_000;

/** Operating system and processors, from systeminformation. */
export function inventorySource(
  { nowMs, maxWaitMs = MAX_WAIT_MS }: { nowMs: () => number; maxWaitMs?: number },
): Source {
  let known: { readonly osInfo: unknown; readonly cpu: unknown; readonly atMs: number } | undefined;
  return {
    name: "inventory",
    read: async ({ facts }, set: FamilySet) => {
      if (known === undefined || nowMs() - known.atMs >= MAX_AGE_MS) {
        const [osInfo, cpu] = await askWithin(facts, maxWaitMs);
        known = { osInfo, cpu, atMs: nowMs() };
      }
      parseOsInfo(set, known.osInfo);
      parseCpu(set, known.cpu);
      return true;
    },
  };
}

async function askWithin(facts: Facts, maxWaitMs: number): Promise<[unknown, unknown]> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Cannot wait longer than ${maxWaitMs} ms for systeminformation`)),
    maxWaitMs,
  );
  try {
    const answers = Promise.all([facts.system("osInfo"), facts.system("cpu")]);
    return await Promise.race([answers, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
