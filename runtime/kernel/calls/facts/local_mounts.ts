import { isAtOrBelow } from "../../../policy/patterns/path_pattern.ts";

/**
 * File systems that tell their size from memory, whatever becomes of their disk. Not among them: what is
 * on another machine or answered by a process (nfs, cifs, ceph, fuse), and zfs, whose pool may be held.
 */
const LOCAL: ReadonlySet<string> = new Set([
  "btrfs",
  "erofs",
  "exfat",
  "ext2",
  "ext3",
  "ext4",
  "f2fs",
  "overlay",
  "squashfs",
  "tmpfs",
  "vfat",
  "xfs",
]);

/** Mounts of this process: where each lies, and its type. */
export type Mounts = ReadonlyMap<string, string>;

/**
 * Parses /proc/self/mountinfo. Of several mounts on one folder the last one counts, since it covers the
 * others.
 */
export function parseMounts(mountinfo: string): Mounts {
  const mounts = new Map<string, string>();
  for (const line of mountinfo.split("\n")) {
    const [place, rest] = line.split(" - ");
    const point = place?.split(" ")[4];
    const type = rest?.split(" ")[0];
    if (point !== undefined && type !== undefined) mounts.set(unescapePath(point), type);
  }
  return mounts;
}

/**
 * Returns whether a path is where a local file system is mounted, below nothing but local ones: then it is
 * no link, and asking for its size waits for nobody.
 */
export function isLocalMount(path: string, mounts: Mounts): boolean {
  if (!mounts.has(path)) return false;
  for (const [point, type] of mounts) {
    if (isAtOrBelow(path, point) && !LOCAL.has(type)) return false;
  }
  return true;
}

/** Linux writes spaces, tabs, newlines and backslashes of a path as `\040`. */
function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}
