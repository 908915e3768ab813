/**
 * Copies a block of Prometheus' storage to another time. Writing thirty days as text takes promtool
 * minutes, and only the first time stamp of each chunk is absolute: all others are differences.
 */
import { crc32c } from "./crc32c.ts";

/** Magic number, version and padding of a file of chunks. */
const CHUNKS_HEADER = 8;
const CHECKSUM = 4;
/** A chunk begins with its encoding and its number of samples. */
const CHUNK_PREFIX = 3;
const XOR = 1;
/** The table at the end of an index: six places, and their checksum. */
const TOC_BYTES = 6 * 8 + CHECKSUM;
/** Series begin at multiples of this. */
const SERIES_ALIGNMENT = 16;
const ULID_LENGTH = 26;

/**
 * Writes the block `from` into the folder `blocks`, so many milliseconds later.
 *
 * @throws {Error} The block has chunks that are no floats, or the time does not fit where the old one stood.
 */
export async function shiftBlock(
  from: string,
  blocks: string,
  { shiftMs, number }: { readonly shiftMs: number; readonly number: number },
): Promise<void> {
  const ulid = makeUlid(number);
  const dir = `${blocks}/${ulid}`;
  await Deno.mkdir(`${dir}/chunks`, { recursive: true });
  const meta = JSON.parse(await Deno.readTextFile(`${from}/meta.json`));
  meta.ulid = ulid;
  meta.minTime += shiftMs;
  meta.maxTime += shiftMs;
  meta.compaction.sources = [ulid];
  const index = await Deno.readFile(`${from}/index`);
  shiftIndex(index, shiftMs);
  await Deno.writeFile(`${dir}/index`, index);
  for await (const { name } of Deno.readDir(`${from}/chunks`)) {
    const chunks = await Deno.readFile(`${from}/chunks/${name}`);
    shiftChunks(chunks, shiftMs);
    await Deno.writeFile(`${dir}/chunks/${name}`, chunks);
  }
  await Deno.copyFile(`${from}/tombstones`, `${dir}/tombstones`);
  // Last, since a block without it is none.
  await Deno.writeTextFile(`${dir}/meta.json`, JSON.stringify(meta));
}

function shiftChunks(bytes: Uint8Array, shiftMs: number): void {
  let at = CHUNKS_HEADER;
  while (at < bytes.length) {
    const [length, start] = readUvarint(bytes, at);
    const end = start + 1 + length;
    if (bytes[start] !== XOR) throw new Error(`Cannot shift a chunk of encoding ${bytes[start]}`);
    shiftVarint(bytes, start + CHUNK_PREFIX, shiftMs);
    writeUint32(bytes, end, crc32c(bytes, start, end));
    at = end + CHECKSUM;
  }
}

/** The times of each series' first chunk; those of the others are told as differences. */
function shiftIndex(bytes: Uint8Array, shiftMs: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const toc = bytes.length - TOC_BYTES;
  const [first, last] = [view.getBigUint64(toc + 8), view.getBigUint64(toc + 16)].map(Number);
  for (let at = first ?? 0; at < (last ?? 0);) {
    at = Math.ceil(at / SERIES_ALIGNMENT) * SERIES_ALIGNMENT;
    if (at >= (last ?? 0)) return;
    const [length, start] = readUvarint(bytes, at);
    const end = start + length;
    let [labels, cursor] = readUvarint(bytes, start);
    for (let rest = 2 * labels; rest > 0; rest--) [labels, cursor] = readUvarint(bytes, cursor);
    const [chunks, times] = readUvarint(bytes, cursor);
    if (chunks > 0) shiftVarint(bytes, times, shiftMs);
    writeUint32(bytes, end, crc32c(bytes, start, end));
    at = end + CHECKSUM;
  }
}

/** Returns the number and the place behind it. */
function readUvarint(bytes: Uint8Array, from: number): [value: number, next: number] {
  let [value, factor] = [0, 1];
  for (let at = from;; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return [value, at + 1];
    factor *= 128;
  }
}

/** Adds to a signed number in its place. Time stamps of our years all have the same length. */
function shiftVarint(bytes: Uint8Array, from: number, shiftMs: number): void {
  const [zigzag, next] = readUvarint(bytes, from);
  const value = (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2) + shiftMs;
  if (value < 0) throw new Error("Cannot shift a block to before 1970");
  let rest = 2 * value;
  for (let at = from; at < next; at++) {
    bytes[at] = rest % 128 + (at < next - 1 ? 0x80 : 0);
    rest = Math.floor(rest / 128);
  }
  if (rest > 0) throw new Error(`Cannot shift a block to ${value}: the time does not fit`);
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer, bytes.byteOffset + at, 4).setUint32(0, value);
}

/** A name of a block: 26 digits of Crockford's, here of a number alone. */
function makeUlid(number: number): string {
  return number.toString(10).padStart(ULID_LENGTH, "0");
}
