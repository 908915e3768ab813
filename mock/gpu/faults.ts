import type { NvmlState } from "../sim/settings.ts";
import type { World } from "../sim/world.ts";

const NVML: Readonly<Record<NvmlState, string>> = {
  ok: "",
  driver_mismatch: "any exit 18 Failed to initialize NVML: Driver/library version mismatch\n",
  device_access_lost: "any exit 255 Failed to initialize NVML: Unknown Error\n",
  no_devices: "any no-devices\n",
  hung: "any hang\n",
  garbage: "any garbage\n",
};

/** Returns the faults of the tool, as in the contract of mock/bin/nvidia-smi. */
export function listFaults({ settings, cards }: World): string {
  const lost = cards.filter(({ state, spec }) => state === "lost" && spec.vendor === "nvidia")
    .map(({ spec }) => `any lost ${spec.busId}\n`);
  return NVML[settings.nvml ?? "ok"] + lost.join("");
}
