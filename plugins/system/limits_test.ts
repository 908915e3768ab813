import assert from "node:assert/strict";
import { fakeContext, readManifest, renderExposition } from "@llm-monitor/sdk/testing";
import type { FakeMachine } from "@llm-monitor/sdk/testing";
import { createCollector } from "./collector.ts";
import { chooseMounts } from "./parse/choose_mounts.ts";
import { parseMountinfo } from "./parse/mountinfo.ts";
import type { Settings } from "./settings.ts";

const { metrics, limits } = readManifest(new URL("./plugin.yaml", import.meta.url));
const STATS = {
  path: "/",
  sizeBytes: 8,
  freeBytes: 4,
  availableBytes: 2,
  inodes: 0,
  inodesFree: 0,
};
const QUIET: Settings = { modelFolders: [], networkFileSystems: false, perCpu: false };
const collect = (machine: FakeMachine<Settings>) =>
  createCollector({ nowMs: () => 0 })(fakeContext(machine));

Deno.test("the system plugin stays below its limit of series with 1024 CPUs, each by itself", async () => {
  const cpus = Array.from({ length: 1024 }, (_, cpu) => `cpu${cpu} 1 1 1 1 1 1 1 1 1 1\n`);
  const mounts = Array.from(
    { length: 300 },
    (_, index) => `${index} 0 8:${index} / /m${index} rw - ext4 /dev/sd${index} rw\n`,
  );
  const families = await collect({
    config: { ...QUIET, perCpu: true },
    files: {
      "/proc/stat": `cpu 1 1 1 1 1 1 1 1 1 1\n${cpus.join("")}`,
      "/proc/1/mountinfo": mounts.join(""),
    },
    statfs: Object.fromEntries(mounts.map((_, index) => [`/m${index}`, STATS])),
  });
  const series = families.reduce((sum, { samples }) => sum + samples.length, 0);
  assert(series > 8 * 1024);
  assert(series < limits.series, `${series} series, of ${limits.series}`);
});

Deno.test("the system plugin shows a model folder once that is named twice", async () => {
  const families = await collect({
    config: { ...QUIET, modelFolders: ["/models", "/models"] },
    files: { "/proc/1/mountinfo": "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n" },
    statfs: { "/": STATS, "/models": STATS },
  });
  assert.match(renderExposition(metrics, families), /model_folder_error\{folder="\/models"\} 0/);
});

Deno.test("chooseMounts asks what may hang only when it is told to", () => {
  const isAsked = (fstype: string) =>
    chooseMounts(parseMountinfo(`1 0 0:1 / /m rw - ${fstype} x rw\n`), QUIET).mounts.length === 1;
  const remote = "nfs nfs4 cifs ceph 9p fuse fuse.sshfs fuse.rclone fuse.gcsfuse fuse.juicefs";
  for (const fstype of remote.split(" ")) assert.equal(isAsked(fstype), false, fstype);
  const local = "ext4 xfs btrfs zfs fuseblk fuse.mergerfs fuse.bindfs";
  for (const fstype of local.split(" ")) assert.equal(isAsked(fstype), true, fstype);
});
