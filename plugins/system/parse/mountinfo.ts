/** /proc/<pid>/mountinfo. Docs: proc_pid_mountinfo(5). */

/** One mounted file system. */
export interface Mount {
  readonly mountpoint: string;
  readonly device: string;
  readonly fstype: string;
  readonly isReadonly: boolean;
  /** `major:minor`, the same for all mounts of one file system. */
  readonly id: string;
}

/** `36 35 98:0 /root /mnt rw,noatime shared:1 - ext4 /dev/sda1 rw`; the shared part may be missing. */
export function parseMountinfo(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [left = "", right = ""] = line.split(" - ", 2);
    const [, , id, , mountpoint, options] = left.split(" ");
    const [fstype, device = "", superOptions = ""] = right.split(" ");
    if (id === undefined || mountpoint === undefined || !fstype) return [];
    const flags = `${options ?? ""},${superOptions}`.split(",");
    return [{
      mountpoint: unescapeOctal(mountpoint),
      device: unescapeOctal(device),
      fstype,
      isReadonly: flags.includes("ro"),
      id,
    }];
  });
}

/** Space, tab, newline and backslash are written as `\040` and so on. */
function unescapeOctal(text: string): string {
  return text.replaceAll(
    /\\([0-7]{3})/g,
    (_, digits: string) => String.fromCharCode(parseInt(digits, 8)),
  );
}
