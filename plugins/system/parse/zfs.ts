import type { FamilySet } from "@llm-monitor/sdk";
import { parseNumber } from "./numbers.ts";

const STATES = ["online", "degraded", "faulted", "offline", "removed", "unavail", "suspended"];
const MAX_NAME = 64;

/** Adds the state of each pool: /proc/spl/kstat/zfs/<pool>/state holds one word, such as `ONLINE`. */
export function addZfsPools(set: FamilySet, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const pool = path.split("/").at(-2)?.slice(0, MAX_NAME) ?? "";
    const current = text.trim().toLowerCase().replaceAll(/[^a-z]+/g, "_").slice(0, MAX_NAME);
    if (pool === "" || current === "") continue;
    for (const state of STATES.includes(current) ? STATES : [...STATES, current]) {
      const value = state === current ? 1 : 0;
      set.gauge("llm_monitor_system_zfs_pool_state", { pool, state }, value);
    }
  }
}

/** Adds the size of the cache (ARC) from lines such as `size    4    17179869184`. */
export function addZfsArc(set: FamilySet, text: string): void {
  const values = new Map(
    text.split("\n").map((line) => {
      const [name = "", , value] = line.trim().split(/\s+/);
      return [name, parseNumber(value)];
    }),
  );
  set.gauge("llm_monitor_system_zfs_cache_bytes", {}, values.get("size"));
  set.gauge("llm_monitor_system_zfs_cache_max_bytes", {}, values.get("c_max"));
}
