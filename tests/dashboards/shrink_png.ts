/** Makes pictures of screens small: their colours are few, so that a palette of 256 will do. */
import { deflateSync, inflateSync } from "node:zlib";

/** Rows of pixels, three bytes each. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const MOST_COLORS = 256;
const VISIBLE_STEPS = 32;

/** Returns the same picture with at most 256 colours; equal bytes come of equal bytes. */
export function shrinkPng(png: Uint8Array): Uint8Array<ArrayBuffer> {
  const { width, height, rgb } = decodePng(png);
  const counts = new Map<number, number>();
  const colors = new Uint32Array(width * height);
  for (let index = 0; index < colors.length; index++) {
    const color = (rgb[index * 3] ?? 0) << 16 | (rgb[index * 3 + 1] ?? 0) << 8 |
      (rgb[index * 3 + 2] ?? 0);
    colors[index] = color;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MOST_COLORS).map(([color]) => color);
  const places = new Map(palette.map((color, place) => [color, place]));
  for (const color of counts.keys()) {
    if (!places.has(color)) places.set(color, findNearest(palette, color));
  }
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows[y * (width + 1) + 1 + x] = places.get(colors[y * width + x] ?? 0) ?? 0;
    }
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  // 8 bits, with a palette.
  header.setUint16(8, 0x0803);
  const bytes = [
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("PLTE", Uint8Array.from(palette.flatMap((of) => [of >> 16, of >> 8 & 255, of & 255]))),
    chunk("IDAT", new Uint8Array(deflateSync(rows, { level: 9 }))),
    chunk("IEND", new Uint8Array()),
  ];
  return join(bytes);
}

/**
 * Counts pixels that anybody could see to differ. Chromium rounds the edges of icons differently from
 * one time to the next, by a few of 256 steps.
 */
export function differingPixels(one: Image, other: Image): number {
  if (one.width !== other.width || one.height !== other.height) return Infinity;
  let count = 0;
  for (let at = 0; at < one.rgb.length; at += 3) {
    const differs = [0, 1, 2].some((part) =>
      Math.abs((one.rgb[at + part] ?? 0) - (other.rgb[at + part] ?? 0)) > VISIBLE_STEPS
    );
    if (differs) count++;
  }
  return count;
}

/** Reads a PNG of 8 bits: three or four channels, as Chromium writes it, or a palette, as we do. */
export function decodePng(png: Uint8Array): Image {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = { 2: 3, 3: 1, 6: 4 }[view.getUint8(25)];
  if (view.getUint8(24) !== 8 || channels === undefined || view.getUint8(28) !== 0) {
    throw new Error("This PNG is none of those that Chromium writes");
  }
  const parts: Uint8Array[] = [];
  let palette: Uint8Array | undefined;
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const name = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    if (name === "PLTE") palette = png.subarray(at + 8, at + 8 + length);
    if (name === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = new Uint8Array(inflateSync(join(parts)));
  const lines = unfilter(raw, width * channels, channels);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [from, at] = palette ? [palette, (lines[pixel] ?? 0) * 3] : [lines, pixel * channels];
    for (let part = 0; part < 3; part++) rgb[pixel * 3 + part] = from[at + part] ?? 0;
  }
  return { width, height, rgb };
}

function unfilter(raw: Uint8Array, stride: number, channels: number): Uint8Array {
  const height = raw.length / (stride + 1);
  const lines = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    const [from, to] = [y * (stride + 1) + 1, y * stride];
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? lines[to + x - channels] ?? 0 : 0;
      const up = y > 0 ? lines[to + x - stride] ?? 0 : 0;
      const corner = x >= channels && y > 0 ? lines[to + x - stride - channels] ?? 0 : 0;
      const guess = [0, left, up, left + up >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      lines[to + x] = (raw[from + x] ?? 0) + guess;
    }
  }
  return lines;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function findNearest(palette: readonly number[], color: number): number {
  let [best, least] = [0, Infinity];
  for (const [place, one] of palette.entries()) {
    const [red, green, blue] = [16, 8, 0].map((by) => (one >> by & 255) - (color >> by & 255));
    const distance = (red ?? 0) ** 2 + (green ?? 0) ** 2 + (blue ?? 0) ** 2;
    if (distance < least) [best, least] = [place, distance];
  }
  return best;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = join([new TextEncoder().encode(name), data]);
  const [length, sum] = [new DataView(new ArrayBuffer(4)), new DataView(new ArrayBuffer(4))];
  length.setUint32(0, data.length);
  sum.setUint32(0, crc32(body));
  return join([new Uint8Array(length.buffer), body, new Uint8Array(sum.buffer)]);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ value >>> 1 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (CRC_TABLE[(sum ^ byte) & 255] ?? 0) ^ sum >>> 8;
  return (sum ^ 0xffffffff) >>> 0;
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
