import assert from "node:assert/strict";
import { chooseMounts, findMount } from "./choose_mounts.ts";
import { parseMountinfo } from "./mountinfo.ts";

const line = (id: string, place: string, rest: string) => `30 1 ${id} / ${place} rw - ${rest} rw\n`;

Deno.test("parseMountinfo reads escapes, optional fields and either read-only flag", () => {
  assert.deepEqual(
    parseMountinfo(
      "36 35 98:0 /mnt1 /mnt/a\\040b\\134c rw,noatime master:1 shared:2 - ext3 /dev/root ro,errors=continue\n",
    ),
    [{
      mountpoint: "/mnt/a b\\c",
      device: "/dev/root",
      fstype: "ext3",
      isReadonly: true,
      id: "98:0",
    }],
  );
  assert.deepEqual(parseMountinfo("garbage\n\n36 35 98:0 / /x rw\n"), []);
});

Deno.test("chooseMounts shows each file system once, by its shortest place", () => {
  const mounts = parseMountinfo(
    line("8:1", "/srv/deep/bind", "ext4 /dev/sda1") + line("8:1", "/data", "ext4 /dev/sda1") +
      line("0:9", "/net", "nfs4 filer:/x") +
      line("0:8", "/var/lib/docker/overlay2/x", "ext4 /dev/x"),
  );
  const places = (networkFileSystems: boolean) =>
    chooseMounts(mounts, { networkFileSystems }).mounts.map(({ mountpoint }) => mountpoint);
  assert.deepEqual(places(false), ["/data"]);
  assert.deepEqual(places(true), ["/data", "/net"]);
});

Deno.test("mountOf finds the nearest mount above a path, by whole segments", () => {
  const mounts = parseMountinfo(
    line("8:1", "/", "ext4 /dev/sda1") + line("8:2", "/models", "xfs /dev/sdb"),
  );
  const cases: [string, string][] = [
    ["/models", "/models"],
    ["/models/hub/x", "/models"],
    ["/models2", "/"],
    ["/etc", "/"],
  ];
  for (const [path, place] of cases) assert.equal(findMount(path, mounts)?.mountpoint, place, path);
  assert.equal(findMount("/x", []), undefined);
});

Deno.test("chooseMounts says how many it leaves out", () => {
  const text = Array.from(
    { length: 130 },
    (_, index) => line(`8:${index}`, `/data${index}`, `ext4 /dev/sd${index}`),
  ).join("");
  const { mounts, leftOut } = chooseMounts(parseMountinfo(text), { networkFileSystems: false });
  assert.deepEqual([mounts.length, leftOut], [100, 30]);
});

Deno.test("chooseMounts leaves out a root that is an image, which is full and read-only for ever", () => {
  const places = (text: string) =>
    chooseMounts(parseMountinfo(text), { networkFileSystems: false }).mounts
      .map(({ mountpoint }) => mountpoint);
  const disk = line("8:3", "/var", "xfs /dev/sda3");
  for (
    const root of [
      "30 1 0:31 / / ro,relatime - overlay composefs ro,lowerdir+=x\n",
      "30 1 0:31 / / ro - composefs composefs ro\n",
      "30 1 7:0 / / ro - erofs /dev/loop0 ro\n",
      "30 1 7:0 / / ro - squashfs /dev/loop0 ro\n",
    ]
  ) assert.deepEqual(places(root + disk), ["/var"], root);
  assert.deepEqual(places("30 1 8:1 / / ro - ext4 /dev/sda1 ro\n" + disk), ["/", "/var"]);
  assert.deepEqual(places("30 1 0:31 / / rw - overlay overlay rw\n"), ["/"], "a container");
});
