const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const MAX_SIZE = 0o77777777777;

/** A regular file of an archive, without its bytes. */
export interface TarEntry {
  /** Relative, without `.` and `..`. */
  readonly path: string;
  readonly size: number;
  readonly isExecutable: boolean;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/**
 * Makes the header of a file in the format ustar of POSIX.1-1988, which every tar reads. It says nothing
 * of who made it: root owns everything, and modes are 0644 or 0755.
 *
 * @throws {RangeError} for a path or a size that the format cannot carry.
 */
export function tarHeader({ path, size, isExecutable, mtime }: TarEntry): Uint8Array<ArrayBuffer> {
  if (size > MAX_SIZE) throw new RangeError(`${path} is too large for an archive: ${size} bytes`);
  const { name, prefix } = splitPath(path);
  const header = new Uint8Array(BLOCK);
  const put = (offset: number, text: string) => {
    header.set(new TextEncoder().encode(text), offset);
  };
  put(0, name);
  put(100, octal(isExecutable ? 0o755 : 0o644, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(size, 12));
  put(136, octal(mtime, 12));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\0" + "00");
  put(265, "root");
  put(297, "root");
  put(345, prefix);
  put(148, `${octal(header.reduce((sum, byte) => sum + byte, 0), 7)} `);
  return header;
}

/** The bytes that fill the last block of a file. */
export function tarPadding(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - size % BLOCK) % BLOCK);
}

/** The end of an archive. */
export function tarEnd(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(2 * BLOCK);
}

/** Digits with zeros in front and a NUL behind, in so many bytes. */
function octal(value: number, bytes: number): string {
  return `${value.toString(8).padStart(bytes - 1, "0")}\0`;
}

function splitPath(path: string): { name: string; prefix: string } {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  if (bytes(path) <= NAME_BYTES) return { name: path, prefix: "" };
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (bytes(name) <= NAME_BYTES && bytes(prefix) <= PREFIX_BYTES) return { name, prefix };
  }
  throw new RangeError(`${path} is too long for an archive`);
}
