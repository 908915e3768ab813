import { cardOfLine } from "./card_id.ts";

/** Bytes that went over one NVLink. */
export interface NvlinkTraffic {
  readonly gpu: string;
  readonly link: string;
  readonly receivedBytes?: number;
  readonly transmittedBytes?: number;
}

/** The links of one card, as far as its driver tells. */
export interface NvlinkState {
  readonly gpu: string;
  /** Empty when the driver says no more than that all links are inactive. */
  readonly links: readonly { readonly link: string; readonly bytesPerSecond?: number }[];
}

/** Errors of one kind on one NVLink. */
export interface NvlinkErrors {
  readonly gpu: string;
  readonly link: string;
  /** Such as `replay`, `recovery` and `crc`. */
  readonly error: string;
  readonly count: number;
}

const TRAFFIC = /^\s+Link (\d+): (?:Data )?([RT])x\d?: (\d+) KiB/;
const STATE = /^\s+Link (\d+): (?:(\d+(?:\.\d+)?) GB\/s|<?inactive>?)\s*$/i;
const ERRORS = /^\s+Link (\d+): ([A-Za-z][\w ]{0,40}?) Errors?: (\d+)\s*$/;
const ALL_INACTIVE = /all links are inactive/i;

/** Reads `nvidia-smi nvlink -gt d`. Lines about links that are down, and of MIG cards, tell nothing. */
export function parseNvlinkTraffic(text: string): NvlinkTraffic[] {
  const links = new Map<string, NvlinkTraffic>();
  for (const { gpu, line } of linesOfCards(text)) {
    const [, link, direction, kibibytes] = TRAFFIC.exec(line) ?? [];
    if (link === undefined) continue;
    const bytes = Number(kibibytes) * 1024;
    const key = `${gpu}/${link}`;
    links.set(key, {
      ...(links.get(key) ?? { gpu, link }),
      ...(direction === "R" ? { receivedBytes: bytes } : { transmittedBytes: bytes }),
    });
  }
  return [...links.values()];
}

/** Reads `nvidia-smi nvlink -s`. Cards without NVLink, and split ones (MIG), are left out. */
export function parseNvlinkState(text: string): NvlinkState[] {
  const cards = new Map<string, NvlinkState["links"]>();
  for (const { gpu, line } of linesOfCards(text)) {
    const [, link, speed] = STATE.exec(line) ?? [];
    if (link !== undefined) {
      const bytesPerSecond = speed === undefined ? undefined : Number(speed) * 1e9;
      const own = { link, ...(bytesPerSecond !== undefined && { bytesPerSecond }) };
      cards.set(gpu, [...(cards.get(gpu) ?? []), own]);
    } else if (ALL_INACTIVE.test(line)) cards.set(gpu, cards.get(gpu) ?? []);
  }
  return [...cards].map(([gpu, links]) => ({ gpu, links }));
}

/** Reads `nvidia-smi nvlink -e`. */
export function parseNvlinkErrors(text: string): NvlinkErrors[] {
  return linesOfCards(text).flatMap(({ gpu, line }) => {
    const [, link, kind, count] = ERRORS.exec(line) ?? [];
    if (link === undefined || kind === undefined) return [];
    const error = kind.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
    return [{ gpu, link, error, count: Number(count) }];
  });
}

function linesOfCards(text: string): { gpu: string; line: string }[] {
  let gpu = "";
  return text.split("\n").flatMap((line) => {
    const card = cardOfLine(line);
    if (card !== undefined) gpu = card;
    return card !== undefined || gpu === "" ? [] : [{ gpu, line }];
  });
}
