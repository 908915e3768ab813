import type { MachineSpec, WorldSpec } from "../sim/specs.ts";
import { AMD_CARD, NVIDIA_CARDS } from "./cards.ts";
import { AMD_ENGINE, ENGINES } from "./engines.ts";
import { SINGLE_ENGINES } from "./more_engines.ts";

const GIB = 1024 ** 3;
const TIB = 1024 * GIB;

const MACHINE: MachineSpec = {
  cpus: 96,
  memoryBytes: 1024 * GIB,
  disks: [
    disk("/", "/dev/nvme0n1p2", { sizeBytes: 1.7 * TIB, usedBytes: 0.42 * TIB }),
    disk("/var/lib/docker", "/dev/nvme0n1p3", { sizeBytes: 1.7 * TIB, usedBytes: 0.71 * TIB }),
    disk("/models", "/dev/nvme1n1", { sizeBytes: 7 * TIB, usedBytes: 4.1 * TIB }),
  ],
};

/** The world of `deno task mock`. */
export function defaultWorld({ hasAmd }: { hasAmd: boolean }): WorldSpec {
  if (!hasAmd) return { machine: MACHINE, cards: NVIDIA_CARDS, engines: ENGINES };
  return {
    machine: MACHINE,
    cards: [...NVIDIA_CARDS, AMD_CARD],
    engines: [...ENGINES, { ...AMD_ENGINE, card: NVIDIA_CARDS.length }],
  };
}

/** A world with one engine, and those that stand behind it; undefined where there is none. */
export function singleEngineWorld(engine: string): WorldSpec | undefined {
  const spec = SINGLE_ENGINES.find((one) => one.engine === engine);
  if (!spec) return undefined;
  const behind = ENGINES.filter(({ name }) => spec.upstreams?.includes(name) ?? false);
  return { machine: MACHINE, cards: NVIDIA_CARDS, engines: [...behind, spec] };
}

/** Kinds of engines that can be started alone. */
export const ENGINE_KINDS: readonly string[] = SINGLE_ENGINES.map(({ engine }) => engine);

function disk(
  mountpoint: string,
  device: string,
  size: { sizeBytes: number; usedBytes: number },
): MachineSpec["disks"][number] {
  return { mountpoint, device, fstype: "ext4", ...size };
}
