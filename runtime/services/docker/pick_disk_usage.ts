import type { DockerDiskUsage, DockerUsage } from "../../contract/docker.ts";
import { isRecord } from "../../contract/record.ts";
import { toFields, toList, toNumber, toText } from "./fields.ts";
import type { Fields } from "./fields.ts";

const MAX_CONTAINERS = 2_000;
const MAX_VOLUMES = 100;

/** Picks what images, containers, volumes and the build cache take, from `/system/df`. */
export function pickDiskUsage(answer: unknown): DockerDiskUsage {
  const all = toFields(answer);
  const [images, containers, volumes, cache] = ["Images", "Containers", "Volumes", "BuildCache"]
    .map((name) => toList(all[name]).filter(isRecord));
  const volumeSizes = (volumes ?? []).map((volume) => ({
    name: toText(volume.Name),
    bytes: readSize(toFields(volume.UsageData).Size),
  })).filter((volume): volume is { name: string; bytes: number } => volume.bytes !== undefined);
  return {
    images: readUsage(all.ImageUsage, {
      items: images,
      // Layers that images share are counted once.
      bytes: readSize(all.LayersSize) ?? sumSizes(images, ({ Size }) => Size),
    }),
    containers: readUsage(all.ContainerUsage, {
      items: containers,
      bytes: sumSizes(containers, ({ SizeRw }) => SizeRw),
    }),
    volumes: readUsage(all.VolumeUsage, {
      items: volumes,
      bytes: sumSizes(volumes, ({ UsageData }) => toFields(UsageData).Size),
    }),
    buildCache: readUsage(all.BuildCacheUsage, {
      items: cache,
      bytes: sumSizes(cache, ({ Size, Shared }) => Shared === true ? 0 : Size),
    }),
    containerBytes: Object.fromEntries(
      (containers ?? []).slice(0, MAX_CONTAINERS).flatMap(({ Id, SizeRw }) => {
        const bytes = readSize(SizeRw);
        return bytes === undefined ? [] : [[toText(Id), bytes]];
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
function readUsage(
  summary: unknown,
  { items, bytes }: { items: readonly Fields[] | undefined; bytes: number | undefined },
): DockerUsage {
  const { TotalSize, TotalCount, Reclaimable } = toFields(summary);
  const [size, reclaimable] = [readSize(TotalSize) ?? bytes, readSize(Reclaimable)];
  return {
    count: toNumber(TotalCount) ?? items?.length ?? 0,
    ...(size !== undefined && { bytes: size }),
    ...(reclaimable !== undefined && { reclaimableBytes: reclaimable }),
  };
}

/** -1 is a size that the engine did not work out. */
function readSize(value: unknown): number | undefined {
  const number = toNumber(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

function sumSizes(
  items: readonly Fields[] | undefined,
  size: (item: Fields) => unknown,
): number | undefined {
  const sizes = (items ?? []).flatMap((item) => readSize(size(item)) ?? []);
  if (sizes.length === 0 && (items ?? []).length > 0) return undefined;
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
