import type { FamilySet } from "@llm-monitor/sdk";
import type { DetailsAnswer } from "./details_source.ts";

/** Adds the state, the errors and the traffic of NVLinks, of these cards. */
export function addNvlink(
  set: FamilySet,
  { state, errors, traffic }: DetailsAnswer["nvlink"],
  gpus: readonly string[],
): void {
  for (const { gpu, links } of state.filter(({ gpu }) => gpus.includes(gpu))) {
    const active = links.filter(({ bytesPerSecond }) => bytesPerSecond !== undefined).length;
    set.gauge("llm_monitor_gpu_nvlink_links", { gpu, state: "active" }, active);
    // How many there are is not told when none is active.
    const inactive = links.length === 0 ? undefined : links.length - active;
    set.gauge("llm_monitor_gpu_nvlink_links", { gpu, state: "inactive" }, inactive);
    for (const { link, bytesPerSecond } of links) {
      set.gauge("llm_monitor_gpu_nvlink_up", { gpu, link }, bytesPerSecond === undefined ? 0 : 1);
      set.gauge("llm_monitor_gpu_nvlink_speed_bytes_per_second", { gpu, link }, bytesPerSecond);
    }
  }
  for (const { gpu, link, error, count } of errors.filter(({ gpu }) => gpus.includes(gpu))) {
    set.counter("llm_monitor_gpu_nvlink_errors_total", { gpu, link, error }, count);
  }
  for (const { gpu, link, receivedBytes, transmittedBytes } of traffic) {
    if (!gpus.includes(gpu)) continue;
    set.counter("llm_monitor_gpu_nvlink_receive_bytes_total", { gpu, link }, receivedBytes);
    set.counter("llm_monitor_gpu_nvlink_transmit_bytes_total", { gpu, link }, transmittedBytes);
  }
}
