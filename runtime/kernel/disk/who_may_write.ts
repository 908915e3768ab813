/** Owner and mode of a file or folder. */
export type Ownership = Pick<Deno.FileInfo, "uid" | "gid" | "mode">;

/** Our identity, and the users that we have to trust. */
export interface Trust {
  readonly gid: number;
  /** Root, ourselves, and the owner of `/`, which is another where a user namespace maps root. */
  readonly uids: ReadonlySet<number>;
}

/** Groups below are the base system's own, such as `staff`, which may write /usr/local/bin. */
const FIRST_FOREIGN_GID = 100;

/** Asks the system who we are. */
export async function readTrust(): Promise<Trust> {
  const { uid } = await Deno.lstat("/");
  return { gid: Deno.gid() ?? 0, uids: new Set([0, Deno.uid() ?? 0, uid ?? 0]) };
}

/**
 * Names who can write, besides root and ourselves: `user 1000`, `group 1000`, `everybody`; undefined
 * where nobody can. Our own group counts as ourselves, as where each user has a group of that name.
 */
export function foreignWriter({ uid, gid, mode }: Ownership, trust: Trust): string | undefined {
  if (uid !== null && !trust.uids.has(uid)) return `user ${uid}`;
  const bits = mode ?? 0;
  if ((bits & 0o002) !== 0) return "everybody";
  const isForeign = gid !== null && gid !== trust.gid && gid >= FIRST_FOREIGN_GID;
  return (bits & 0o020) !== 0 && isForeign ? `group ${gid}` : undefined;
}

/** Names who can replace what lies in a folder; a sticky one lets only owners do that. */
export function foreignReplacer(folder: Ownership, trust: Trust): string | undefined {
  const isSticky = ((folder.mode ?? 0) & 0o1000) !== 0;
  return isSticky && folder.uid !== null && trust.uids.has(folder.uid)
    ? undefined
    : foreignWriter(folder, trust);
}

/** Permission bits as a person writes them: `0644`. */
export function formatMode(mode: number | null): string {
  return `0${((mode ?? 0) & 0o7777).toString(8).padStart(3, "0")}`;
}
