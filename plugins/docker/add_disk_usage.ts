import type { DockerContainer, DockerDiskUsage, FamilySet } from "@llm-monitor/sdk";
import { chooseLabel } from "./add_container.ts";

/** Adds what the engine keeps on its disk, and the part of each of these containers. */
export function addDiskUsage(
  set: FamilySet,
  { images, containers, volumes, buildCache, containerBytes, volumeBytes }: DockerDiskUsage,
  chosen: readonly DockerContainer[],
): void {
  const kinds = { images, containers, volumes, build_cache: buildCache };
  for (const [kind, { count, bytes, reclaimableBytes }] of Object.entries(kinds)) {
    set.gauge("llm_monitor_docker_disk_items", { kind }, count);
    set.gauge("llm_monitor_docker_disk_usage_bytes", { kind }, bytes);
    set.gauge("llm_monitor_docker_disk_reclaimable_bytes", { kind }, reclaimableBytes);
  }
  for (const container of chosen) {
    const bytes = containerBytes[container.id];
    const labels = { container: chooseLabel(container) };
    set.gauge("llm_monitor_docker_container_disk_usage_bytes", labels, bytes);
  }
  for (const [name, bytes] of Object.entries(volumeBytes)) {
    const volume = name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 128);
    set.gauge("llm_monitor_docker_volume_size_bytes", { volume }, bytes);
  }
}
