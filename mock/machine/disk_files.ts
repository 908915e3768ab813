import type { World } from "../sim/world.ts";

const BLOCK_BYTES = 4096;
const BYTES_PER_INODE = 16_384;
/** Share that ext4 keeps for root. */
const RESERVED_RATIO = 0.05;

/** The world of mock/bin/stat: file systems below `rootfs`, as `stat -f` prints them. */
export function statWorld({ machine }: World, rootfs: string): string {
  const lines = machine.spec.disks.map((disk) => {
    const blocks = Math.floor(disk.sizeBytes / BLOCK_BYTES);
    const free = Math.floor((disk.sizeBytes - machine.usedBytes(disk)) / BLOCK_BYTES);
    const available = Math.max(0, free - Math.floor(blocks * RESERVED_RATIO));
    const inodes = Math.floor(disk.sizeBytes / BYTES_PER_INODE);
    const answer = [BLOCK_BYTES, blocks, free, available, inodes, Math.floor(inodes * 0.94)];
    return `${rootfs}${disk.mountpoint}\t${answer.join(" ")}\n`;
  });
  return lines.join("");
}

/** Temperatures of the processors, as sysfs has them, by path below /sys. */
export function sensorFiles({ machine }: World): Record<string, string> {
  const celsius = 38 + 40 * (machine.cores / machine.spec.cpus);
  return {
    "class/hwmon/hwmon0/name": "k10temp\n",
    "class/hwmon/hwmon0/temp1_label": "Tctl\n",
    "class/hwmon/hwmon0/temp1_input": `${Math.round(celsius * 1_000)}\n`,
  };
}
