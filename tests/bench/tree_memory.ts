import { isNoSuchProcess } from "../../runtime/kernel/process/limits/process_errors.ts";
import { descendantsOf } from "../support/processes.ts";

/** The first line of a mapping in smaps: addresses, offset in its file, device, inode. */
const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) (\S+) (\d+)/;
const ENTRY_BYTES = 8;
/** Bits of the upper half of an entry of pagemap: the page is there; it is one of a file. */
const [PRESENT, OF_FILE] = [1 << 31, 1 << 29];

/** One mapping of a process. */
export interface Mapping {
  readonly start: number;
  readonly end: number;
  /** The offset in its file, in bytes. */
  readonly offset: number;
  /** Device and inode; undefined for memory of no file. */
  readonly file: string | undefined;
  readonly pageBytes: number;
  readonly residentBytes: number;
  /** The part of it that is of no file, or was written to since. */
  readonly anonymousBytes: number;
}

/**
 * Reads the memory of a process and of everything that it started, in bytes, as on a machine of their own: a page
 * of a file that several of them map counts once, and whole, whoever else maps it. A PSS is less where other programs
 * happen to run the same files.
 */
export async function memoryOfTree(root: number): Promise<number> {
  const pids = [root, ...(await descendantsOf(root)).map(({ pid }) => pid)];
  return await sumMemory(pids);
}

/** Reads the memory of some processes, as {@linkcode memoryOfTree} does. */
export async function sumMemory(pids: readonly number[]): Promise<number> {
  const pages = new Map<string, number>();
  let bytes = 0;
  for (const pid of pids) bytes += await addProcess(pid, pages);
  for (const size of pages.values()) bytes += size;
  return bytes;
}

/** Parses `/proc/<pid>/smaps`. */
export function parseMappings(text: string): Mapping[] {
  return text.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((part) => {
    const [, start = "", end = "", offset = "", device, inode] = MAPPING.exec(part) ?? [];
    if (device === undefined) return [];
    const bytes = (key: string) =>
      Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(part)?.[1] ?? 0) * 1024;
    return [{
      start: parseInt(start, 16),
      end: parseInt(end, 16),
      offset: parseInt(offset, 16),
      file: inode === "0" ? undefined : `${device} ${inode}`,
      pageBytes: bytes("KernelPageSize"),
      residentBytes: bytes("Rss"),
      anonymousBytes: bytes("Anonymous"),
    }];
  });
}

/** Adds the pages of files that a process has; returns its memory of no file. 0 for one that ended meanwhile. */
async function addProcess(pid: number, pages: Map<string, number>): Promise<number> {
  try {
    const mappings = parseMappings(await Deno.readTextFile(`/proc/${pid}/smaps`));
    using pagemap = await Deno.open(`/proc/${pid}/pagemap`);
    for (const mapping of mappings) {
      if (mapping.file !== undefined && mapping.residentBytes > mapping.anonymousBytes) {
        await addFilePages(pagemap, mapping, pages);
      }
    }
    return mappings.reduce((sum, { anonymousBytes }) => sum + anonymousBytes, 0);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return 0;
    throw error;
  }
}

async function addFilePages(
  pagemap: Deno.FsFile,
  { start, end, offset, file, pageBytes }: Mapping,
  pages: Map<string, number>,
): Promise<void> {
  const entries = new Uint8Array((end - start) / pageBytes * ENTRY_BYTES);
  await pagemap.seek(start / pageBytes * ENTRY_BYTES, Deno.SeekMode.Start);
  for (let read = 0; read < entries.length;) {
    const count = await pagemap.read(entries.subarray(read));
    if (count === null) break;
    read += count;
  }
  const halves = new Uint32Array(entries.buffer);
  for (let page = 0; page < halves.length / 2; page++) {
    const upper = halves[2 * page + 1] ?? 0;
    if ((upper & PRESENT) === 0 || (upper & OF_FILE) === 0) continue;
    pages.set(`${file} ${offset / pageBytes + page}`, pageBytes);
  }
}
