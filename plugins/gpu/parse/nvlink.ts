/** Bytes that went over one NVLink. */
export interface NvlinkTraffic {
  readonly gpu: string;
  readonly link: string;
  readonly receivedBytes?: number;
  readonly transmittedBytes?: number;
}

const CARD = /^GPU \d+: .* \(UUID: (GPU-[\w-]+)\)/;
const LINK = /^\s+Link (\d+): (?:Data )?([RT])x\d?: (\d+) KiB/;

/** Reads `nvidia-smi nvlink -gt d`. Lines about links that are down, and of MIG cards, tell nothing. */
export function parseNvlink(text: string): NvlinkTraffic[] {
  const links = new Map<string, NvlinkTraffic>();
  let gpu = "";
  for (const line of text.split("\n")) {
    gpu = CARD.exec(line)?.[1] ?? gpu;
    const [, link, direction, kibibytes] = LINK.exec(line) ?? [];
    if (gpu === "" || link === undefined) continue;
    const bytes = Number(kibibytes) * 1024;
    const key = `${gpu}/${link}`;
    links.set(key, {
      ...(links.get(key) ?? { gpu, link }),
      ...(direction === "R" ? { receivedBytes: bytes } : { transmittedBytes: bytes }),
    });
  }
  return [...links.values()];
}
