/** The devices below each stacked one (device mapper, md), as `major:minor`, disks for partitions. */
export type BlockLayers = ReadonlyMap<string, readonly string[]>;

/** Major numbers that are the same on every machine. */
const LOOP = /^7:/;
const MD = /^9:/;

/**
 * Reads which block device lies on which, from /sys/block: `<name>/dev`, `<name>/<partition>/dev` and
 * `<name>/slaves/<part>/dev`.
 */
export function parseBlockLayers(files: ReadonlyMap<string, string>): BlockLayers {
  const ids = new Map<string, string>();
  const disks = new Map<string, string>();
  const parts = new Map<string, string[]>();
  const entries = [...files].map(([path, text]) => ({
    words: path.split("/").slice(3, -1),
    id: text.trim(),
  }));
  for (const { words: [name = "", ...rest], id } of entries) {
    if (rest.length === 0) ids.set(name, id);
  }
  for (const { words: [name = "", ...rest], id } of entries) {
    if (rest.length === 1) disks.set(id, ids.get(name) ?? id);
  }
  for (const { words: [name = "", below, part], id } of entries) {
    const own = ids.get(name);
    if (below !== "slaves" || part === undefined || own === undefined) continue;
    parts.set(own, [...(parts.get(own) ?? []), disks.get(id) ?? id]);
  }
  return parts;
}

/**
 * Leaves out the devices whose parts are there, too: the same bytes went through both. A loop device is
 * left out where there is a real one, which its file lies on.
 */
export function lowestDevices(ids: ReadonlySet<string>, layers: BlockLayers): Set<string> {
  const isReal = (id: string) => !LOOP.test(id) && !MD.test(id) && !layers.has(id);
  const hasReal = [...ids].some(isReal);
  const isAbove = (id: string, depth = 0): boolean =>
    depth < 8 && (layers.get(id) ?? []).some((part) => ids.has(part) || isAbove(part, depth + 1));
  return new Set(
    [...ids].filter((id) => {
      if (isAbove(id)) return false;
      const isUnknownStack = LOOP.test(id) || (MD.test(id) && !layers.has(id));
      return !(isUnknownStack && hasReal);
    }),
  );
}
