import assert from "node:assert/strict";
import { isLocalMount, parseMounts } from "./local_mounts.ts";

const MOUNTS = parseMounts(
  [
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "23 22 0:5 / /boot/efi rw - vfat /dev/sda2 rw",
    "24 22 0:6 / /srv rw shared:3 master:1 - nfs4 server:/srv rw",
    "25 24 0:7 / /srv/cache rw - xfs /dev/sdb rw",
    "26 22 0:8 / /data\\040one rw - btrfs /dev/sdc rw",
    "27 22 0:9 / /models rw - xfs /dev/sdd rw",
    "28 27 0:10 / /models rw - fuse.sshfs user@server: rw",
    "",
  ].join("\n"),
);

Deno.test("isLocalMount holds where a local file system is mounted", () => {
  for (const path of ["/", "/boot/efi", "/data one"]) assert.ok(isLocalMount(path, MOUNTS), path);
});

for (
  const [path, why] of [
    ["/home", "it is no mount, and may be a link"],
    ["/srv", "it is on another machine"],
    ["/srv/cache", "the way to it leads over another machine"],
    ["/models", "something else covers it"],
    ["/data", "its name only begins like one"],
  ] as const
) {
  Deno.test(`isLocalMount does not hold for ${path}: ${why}`, () => {
    assert.equal(isLocalMount(path, MOUNTS), false);
  });
}

Deno.test("parseMounts reads the mounts of this machine", async () => {
  const mounts = parseMounts(await Deno.readTextFile("/proc/self/mountinfo"));
  assert.equal(mounts.get("/proc"), "proc");
  assert.equal(isLocalMount("/proc", mounts), false);
});
