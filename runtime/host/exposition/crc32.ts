/** CRC-32 as gzip has it, and the CRC-32 of two texts joined, from theirs. */
import { crc32 as zlibCrc32 } from "node:zlib";

/** The checksum of some bytes. */
export function crc32(bytes: Uint8Array): number {
  return zlibCrc32(bytes);
}

/** A linear map over 32 bits: what each bit turns into. */
type Matrix = readonly number[];

/** Appends one zero bit to a checksum's message: the polynomial, then a shift. */
const ONE_ZERO_BIT: Matrix = [0xedb88320, ...Array.from({ length: 31 }, (_, bit) => 2 ** bit)];

/**
 * The checksum of `a` followed by `b`, from the checksums of both and the length of `b`: the first is
 * moved over as many zero bytes as `b` has, by squaring.
 *
 * Source: crc32_combine of zlib.
 */
export function combineCrc32(a: number, b: number, lengthB: number): number {
  let operator = square(square(square(ONE_ZERO_BIT)));
  let sum = a;
  for (let length = lengthB; length > 0; length = Math.floor(length / 2)) {
    if (length % 2 === 1) sum = times(operator, sum);
    operator = square(operator);
  }
  return (sum ^ b) >>> 0;
}

function times(matrix: Matrix, vector: number): number {
  let sum = 0;
  for (let bit = 0, rest = vector >>> 0; rest !== 0; bit++, rest >>>= 1) {
    if (rest & 1) sum ^= matrix[bit] ?? 0;
  }
  return sum >>> 0;
}

function square(matrix: Matrix): Matrix {
  return matrix.map((column) => times(matrix, column));
}
