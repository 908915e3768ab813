import { constants, deflateRawSync } from "node:zlib";
import { combineCrc32, crc32 } from "./crc32.ts";

/** A text compressed so that it can be joined with others. */
export interface GzipChunk {
  /** Raw deflate, ended by a sync flush: on a byte boundary, without a last block. */
  readonly deflated: Uint8Array;
  readonly crc: number;
  readonly length: number;
}

/** Ten bytes: magic, deflate, no flags, no time, no hints, Unix. */
const HEADER = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
/** An empty last block. */
const LAST_BLOCK = new Uint8Array([0x03, 0x00]);
const TRAILER_BYTES = 8;
/** The default level costs four times as much for a few per cent. */
const LEVEL = 1;

/** Compresses one chunk, once. */
export function gzipChunk(bytes: Uint8Array): GzipChunk {
  const deflated = deflateRawSync(bytes, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
  return { deflated, crc: crc32(bytes), length: bytes.length };
}

/** Joins chunks to one gzip member; nothing is compressed again. */
export function joinGzip(chunks: readonly GzipChunk[]): Uint8Array<ArrayBuffer> {
  const size = chunks.reduce((sum, { deflated }) => sum + deflated.length, 0);
  const body = new Uint8Array(HEADER.length + size + LAST_BLOCK.length + TRAILER_BYTES);
  body.set(HEADER);
  let offset = HEADER.length;
  let crc = 0;
  let length = 0;
  for (const chunk of chunks) {
    body.set(chunk.deflated, offset);
    offset += chunk.deflated.length;
    crc = combineCrc32(crc, chunk.crc, chunk.length);
    length += chunk.length;
  }
  body.set(LAST_BLOCK, offset);
  const trailer = new DataView(body.buffer, offset + LAST_BLOCK.length);
  trailer.setUint32(0, crc, true);
  trailer.setUint32(4, length % 2 ** 32, true);
  return body;
}
