import type { FamilySet } from "@llm-monitor/sdk";
import type { CardActivity } from "./activity_source.ts";

/** The families of activity, by the names that `nvidia-smi dmon -h` gives the metrics. */
export const ACTIVITY_METRICS: Readonly<Record<string, string>> = {
  "Graphics Activity": "graphics_activity_ratio",
  "SM Activity": "sm_activity_ratio",
  "SM Occupancy": "sm_occupancy_ratio",
  "Tensor Activity": "tensor_activity_ratio",
  "DRAM Activity": "dram_activity_ratio",
  "Integer Activity": "integer_activity_ratio",
  "FP64 Activity": "fp64_activity_ratio",
  "FP32 Activity": "fp32_activity_ratio",
  "FP16 Activity": "fp16_activity_ratio",
  "PCIe TX": "pcie_transmit_average_bytes_per_second",
  "PCIe RX": "pcie_receive_average_bytes_per_second",
  "NVLink Total TX": "nvlink_transmit_average_bytes_per_second",
  "NVLink Total RX": "nvlink_receive_average_bytes_per_second",
};

/** Traffic is that of the whole card, which GPU instances share. */
const OF_CARD_ALONE = /_bytes_per_second$/;

/** Adds the activity of cards, and of GPU instances under names of their own. */
export function addActivity(set: FamilySet, activity: readonly CardActivity[]): void {
  for (const { gpu, gpuInstance, values } of activity) {
    for (const [name, value] of values) {
      const family = ACTIVITY_METRICS[name];
      if (family === undefined) continue;
      if (gpuInstance === undefined) set.gauge(`llm_monitor_gpu_${family}`, { gpu }, value);
      else if (!OF_CARD_ALONE.test(family)) {
        const labels = { gpu, gpu_instance: gpuInstance };
        set.gauge(`llm_monitor_gpu_mig_${family}`, labels, value);
      }
    }
  }
}
