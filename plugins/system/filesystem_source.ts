import { CallError } from "@llm-monitor/sdk";
import type { Facts, FamilySet, FileSystemStats } from "@llm-monitor/sdk";
import { chooseMounts, findMount } from "./parse/choose_mounts.ts";
import { parseMountinfo } from "./parse/mountinfo.ts";
import type { Mount } from "./parse/mountinfo.ts";
import type { Source } from "./source.ts";

/** File systems of the machine, and those that the operator's model folders lie on. */
export const filesystemSource: Source = {
  name: "filesystem",
  read: async ({ facts, config }, set) => {
    const mounts = parseMountinfo(await facts.read("/proc/1/mountinfo"));
    const chosen = chooseMounts(mounts, config);
    set.gauge("llm_monitor_system_filesystems_left_out", {}, chosen.leftOut);
    // A folder that is named twice would be the same series twice, which the host refuses.
    const folders = [...new Set(config.modelFolders)];
    await Promise.all([
      ...chosen.mounts.map((mount) => addMount(facts, set, mount)),
      ...folders.map((folder) => addModelFolder(facts, set, { folder, mounts })),
    ]);
    return true;
  },
};

async function addMount(facts: Facts, set: FamilySet, mount: Mount): Promise<void> {
  const { mountpoint, device, fstype, isReadonly } = mount;
  const labels = { mountpoint, device, fstype };
  const stats = await sizes(facts, mountpoint);
  set.gauge("llm_monitor_system_filesystem_readonly", labels, isReadonly ? 1 : 0);
  set.gauge("llm_monitor_system_filesystem_device_error", labels, stats ? 0 : 1);
  if (!stats) return;
  set.gauge("llm_monitor_system_filesystem_size_bytes", labels, stats.sizeBytes);
  set.gauge("llm_monitor_system_filesystem_free_bytes", labels, stats.freeBytes);
  set.gauge("llm_monitor_system_filesystem_available_bytes", labels, stats.availableBytes);
  // btrfs and some others have no fixed number, and say 0.
  if (stats.inodes === 0) return;
  set.gauge("llm_monitor_system_filesystem_inodes", labels, stats.inodes);
  set.gauge("llm_monitor_system_filesystem_inodes_free", labels, stats.inodesFree);
}

async function addModelFolder(
  facts: Facts,
  set: FamilySet,
  { folder, mounts }: { folder: string; mounts: readonly Mount[] },
): Promise<void> {
  const stats = await sizes(facts, folder);
  set.gauge("llm_monitor_system_model_folder_error", { folder }, stats ? 0 : 1);
  if (!stats) return;
  const labels = { folder, mountpoint: findMount(stats.path, mounts)?.mountpoint ?? "" };
  set.gauge("llm_monitor_system_model_folder_size_bytes", labels, stats.sizeBytes);
  set.gauge("llm_monitor_system_model_folder_available_bytes", labels, stats.availableBytes);
}

/** undefined when the file system does not answer: that is a measurement, too. */
async function sizes(facts: Facts, path: string): Promise<FileSystemStats | undefined> {
  try {
    return await facts.statfs(path);
  } catch (error) {
    if (error instanceof CallError && error.code !== "not_granted") return undefined;
    throw error;
  }
}
