import type { DockerDiskUsage, DockerUsage } from "../../contract/docker.ts";
import { isRecord } from "../../contract/record.ts";
import { fieldsOf, listOf, numberOf, textOf } from "./fields.ts";
import type { Fields } from "./fields.ts";

const MAX_CONTAINERS = 2_000;
const MAX_VOLUMES = 100;

/** Picks what images, containers, volumes and the build cache take, from `/system/df`. */
export function pickDiskUsage(answer: unknown): DockerDiskUsage {
  const all = fieldsOf(answer);
  const [images, containers, volumes, cache] = ["Images", "Containers", "Volumes", "BuildCache"]
    .map((name) => listOf(all[name]).filter(isRecord));
  const volumeSizes = (volumes ?? []).map((volume) => ({
    name: textOf(volume.Name),
    bytes: sizeOf(fieldsOf(volume.UsageData).Size),
  })).filter((volume): volume is { name: string; bytes: number } => volume.bytes !== undefined);
  return {
    images: usageOf(all.ImageUsage, {
      items: images,
      // Layers that images share are counted once.
      bytes: sizeOf(all.LayersSize) ?? sumOf(images, ({ Size }) => Size),
    }),
    containers: usageOf(all.ContainerUsage, {
      items: containers,
      bytes: sumOf(containers, ({ SizeRw }) => SizeRw),
    }),
    volumes: usageOf(all.VolumeUsage, {
      items: volumes,
      bytes: sumOf(volumes, ({ UsageData }) => fieldsOf(UsageData).Size),
    }),
    buildCache: usageOf(all.BuildCacheUsage, {
      items: cache,
      bytes: sumOf(cache, ({ Size, Shared }) => Shared === true ? 0 : Size),
    }),
    containerBytes: Object.fromEntries(
      (containers ?? []).slice(0, MAX_CONTAINERS).flatMap(({ Id, SizeRw }) => {
        const bytes = sizeOf(SizeRw);
        return bytes === undefined ? [] : [[textOf(Id), bytes]];
      }),
    ),
    // Volumes without a name of their own come and go with their containers.
    volumeBytes: Object.fromEntries(
      volumeSizes.filter(({ name }) => !/^[0-9a-f]{64}$/.test(name))
        .sort((a, b) => b.bytes - a.bytes).slice(0, MAX_VOLUMES)
        .map(({ name, bytes }) => [name, bytes]),
    ),
  };
}

/** API 1.52 and later add up by themselves, under names of their own. */
function usageOf(
  summary: unknown,
  { items, bytes }: { items: readonly Fields[] | undefined; bytes: number | undefined },
): DockerUsage {
  const { TotalSize, TotalCount, Reclaimable } = fieldsOf(summary);
  const [size, reclaimable] = [sizeOf(TotalSize) ?? bytes, sizeOf(Reclaimable)];
  return {
    count: numberOf(TotalCount) ?? items?.length ?? 0,
    ...(size !== undefined && { bytes: size }),
    ...(reclaimable !== undefined && { reclaimableBytes: reclaimable }),
  };
}

/** -1 is a size that the engine did not work out. */
function sizeOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

function sumOf(
  items: readonly Fields[] | undefined,
  size: (item: Fields) => unknown,
): number | undefined {
  const sizes = (items ?? []).flatMap((item) => sizeOf(size(item)) ?? []);
  if (sizes.length === 0 && (items ?? []).length > 0) return undefined;
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
