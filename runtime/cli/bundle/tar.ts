/**
 * Archives as ustar, the part of POSIX tar that every program reads. Only plain files: a bundle has no
 * folders, links or devices, so one that has was not made here.
 *
 * Spec: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */

const BLOCK = 512;
/** Names that lead nowhere else: no `..`, nothing absolute, nothing hidden. */
const NAME = /^[A-Za-z0-9_][\w.-]*(?:\/[A-Za-z0-9_][\w.-]*){0,4}$/;
const MAX_NAME = 100;

/** One file of an archive. */
export interface TarFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Bounds of an archive that is read. */
export interface TarLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

/** An archive that is none, or none of ours. The message says which part, without the file's name. */
export class TarError extends Error {
  override name = "TarError";
}

/** Writes an archive. Files are for their owner alone. */
export function writeTar(files: readonly TarFile[], unixSeconds: number): Uint8Array<ArrayBuffer> {
  const size = files.reduce((sum, { bytes }) => sum + BLOCK + padded(bytes.length), 2 * BLOCK);
  const archive = new Uint8Array(size);
  let at = 0;
  for (const file of files) {
    archive.set(header(file, unixSeconds), at);
    archive.set(file.bytes, at + BLOCK);
    at += BLOCK + padded(file.bytes.length);
  }
  return archive;
}

function header({ name, bytes }: TarFile, unixSeconds: number): Uint8Array {
  if (!NAME.test(name) || name.length > MAX_NAME) {
    throw new TypeError(`No name for a file: ${name}`);
  }
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, text: string) => block.set(new TextEncoder().encode(text), offset);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(0, name);
  put(100, octal(0o600, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(bytes.length, 11));
  put(136, octal(Math.floor(unixSeconds), 11));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\u000000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\u0000 `);
  return block;
}

/**
 * Reads an archive, all of it or nothing.
 *
 * @throws {TarError} for anything but plain files with plain names, within the limits.
 */
export function readTar(
  archive: Uint8Array,
  { maxFiles, maxBytes }: TarLimits,
): Map<string, Uint8Array> {
  if (archive.length > maxBytes) throw new TarError(`it is larger than ${maxBytes} bytes`);
  const files = new Map<string, Uint8Array>();
  let at = 0;
  while (at + BLOCK <= archive.length) {
    const block = archive.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) return files;
    const { name, size } = readHeader(block);
    const [from, to] = [at + BLOCK, at + BLOCK + size];
    if (to > archive.length) throw new TarError(`it ends in the middle of ${name}`);
    if (files.has(name)) throw new TarError(`it has ${name} twice`);
    if (files.size === maxFiles) throw new TarError(`it has more than ${maxFiles} files`);
    files.set(name, archive.subarray(from, to));
    at = from + padded(size);
  }
  throw new TarError(at === 0 ? "it is not a tar archive" : "its end is missing");
}

function readHeader(block: Uint8Array): { name: string; size: number } {
  const text = (from: number, length: number) => {
    const field = block.subarray(from, from + length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
  };
  if (text(257, 5) !== "ustar") throw new TarError("it is not a tar archive");
  const sum = block.reduce(
    (total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte),
    0,
  );
  if (octal(text(148, 8)) !== sum) throw new TarError("it is damaged: a checksum is wrong");
  const name = text(0, MAX_NAME);
  const shown = JSON.stringify(name);
  if (text(156, 1) !== "0" && block[156] !== 0) {
    throw new TarError(`${shown} is not a plain file; a bundle has no folders, links or devices`);
  }
  if (!NAME.test(name) || text(345, 155) !== "") {
    throw new TarError(`${shown} does not belong in a bundle`);
  }
  const size = octal(text(124, 12));
  if (size === undefined) throw new TarError(`the size of ${shown} is not a number`);
  return { name, size };
}

function octal(text: string): number | undefined {
  const digits = text.trim();
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
