import type { Config } from "../contract/config.ts";
import type { Permissions } from "../contract/permissions.ts";
import { formatSize, parseSize } from "../contract/size.ts";

/** Memory and series of one plugin. */
export interface Amounts {
  readonly memoryBytes: number;
  readonly series: number;
}

/** Returns the amounts that need a grant: those beyond what is free. */
export function askedAmounts(
  { memoryBytes, series }: Amounts,
  { free }: Pick<Config["policy"], "free">,
): Pick<Permissions, "memory" | "series"> {
  const most = readAmounts(free);
  return {
    memory: memoryBytes > most.memoryBytes ? [formatSize(memoryBytes)] : [],
    series: series > most.series ? [String(series)] : [],
  };
}

/** Returns the amounts that a plugin gets: what it asks for, up to the ceiling. */
export function heldAmounts(
  { memoryBytes, series }: Amounts,
  { ceiling }: Pick<Config["policy"], "ceiling">,
): Amounts {
  const most = readAmounts(ceiling);
  return {
    memoryBytes: Math.min(memoryBytes, most.memoryBytes),
    series: Math.min(series, most.series),
  };
}

function readAmounts({ memory, series }: Config["policy"]["free"]): Amounts {
  return { memoryBytes: parseSize(memory[0] ?? "1B"), series: Number(series[0] ?? 1) };
}
