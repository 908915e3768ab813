import { addZfsArc, addZfsPools } from "./parse/zfs.ts";
import type { Source } from "./source.ts";

const ZFS = "/proc/spl/kstat/zfs";

/** Health of ZFS pools, and the cache that ZFS keeps beside the page cache. */
export const zfsSource: Source = {
  name: "zfs",
  read: async ({ facts }, set) => {
    const arc = await facts.readOptional(`${ZFS}/arcstats`);
    if (arc === undefined) return false;
    addZfsArc(set, arc);
    addZfsPools(set, await facts.readAll(`${ZFS}/*/state`));
    return true;
  },
};
