import type { Mount } from "./mountinfo.ts";

/** Places that hold no data of the operator's, or one mount for each container. */
const IGNORED_PLACES =
  /^\/(?:dev|proc|sys|run\/(?:credentials|user|docker)\/.+|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+|var\/lib\/kubelet\/.+|snap\/.+)(?:$|\/)/;
/** File systems that hold nothing on a disk. */
const IGNORED_TYPES = new Set([
  ..."autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs fusectl"
    .split(" "),
  ..."hugetlbfs iso9660 mqueue nsfs overlay proc procfs pstore ramfs rpc_pipefs securityfs".split(
    " ",
  ),
  ..."composefs selinuxfs squashfs sysfs tmpfs tracefs erofs fuse.lxcfs fuse.gvfsd-fuse fuse.portal"
    .split(
      " ",
    ),
]);
/**
 * File systems whose server may be gone, so that whoever asks them hangs. FUSE is a process that may hang,
 * and most often a bucket or a network (rclone, gcsfuse, sshfs); the few that are local are named.
 */
const NETWORK_TYPES =
  /^(?:nfs4?|cifs|smb3|smbfs|ceph|glusterfs|lustre|beegfs|gpfs|9p|afs|ncpfs|virtiofs|wekafs|pvfs2|fuse|fuse\.(?!(?:mergerfs|bindfs|unionfs)$).+)$/;
/** More would be one for each container or snapshot. */
const MAX_MOUNTS = 100;

/** The mounts that are worth a series: each file system once, under its shortest name. */
export function chooseMounts(
  mounts: readonly Mount[],
  { networkFileSystems }: { networkFileSystems: boolean },
): { readonly mounts: Mount[]; readonly leftOut: number } {
  const chosen = new Map<string, Mount>();
  for (const mount of mounts) {
    if (!isWanted(mount, networkFileSystems)) continue;
    const known = chosen.get(mount.id);
    if (!known || mount.mountpoint.length < known.mountpoint.length) chosen.set(mount.id, mount);
  }
  // A later mount hides an earlier one at the same place.
  const byPlace = new Map([...chosen.values()].map((mount) => [mount.mountpoint, mount]));
  const all = [...byPlace.values()];
  return { mounts: all.slice(0, MAX_MOUNTS), leftOut: Math.max(all.length - MAX_MOUNTS, 0) };
}

/** Roots that are an image: read-only and full for as long as they are mounted. */
const IMAGES = new Set(["composefs", "erofs", "iso9660", "squashfs"]);

function isWanted(mount: Mount, networkFileSystems: boolean): boolean {
  const { mountpoint, device, fstype } = mount;
  if (mountpoint === "/") return !IMAGES.has(fstype) && device !== "composefs";
  if (IGNORED_PLACES.test(mountpoint) || IGNORED_TYPES.has(fstype)) return false;
  return networkFileSystems || !NETWORK_TYPES.test(fstype);
}

/** The mount that a path lies on: the one with the longest name above it. */
export function findMount(path: string, mounts: readonly Mount[]): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of mounts) {
    const { mountpoint } = mount;
    const isAbove = mountpoint === "/" || path === mountpoint || path.startsWith(`${mountpoint}/`);
    if (isAbove && mountpoint.length >= (found?.mountpoint.length ?? 0)) found = mount;
  }
  return found;
}
