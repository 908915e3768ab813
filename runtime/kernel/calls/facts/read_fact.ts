import { closeSync, constants, fstatSync, openSync, read, readlinkSync, readSync } from "node:fs";
import { promisify } from "node:util";
import { CallError, errorText } from "../../../contract/errors.ts";
import { forbiddenFact } from "../../../policy/permissions/forbidden_facts.ts";
import { isCanonicalPath } from "../../../policy/patterns/path_pattern.ts";
import { concatenate } from "../../../wire/concatenate.ts";
import { factPath, hostPath } from "./fact_roots.ts";
import type { FactRoots } from "./fact_roots.ts";
import { isFromMemory } from "./from_memory.ts";

/** procfs answers in pages and tells no sizes. */
const CHUNK_BYTES = 64 * 1024;
/** An attribute of sysfs comes whole, or in pages of at least this: what is shorter was the last. */
const SYSFS_PAGE_BYTES = 4_096;
/** Buffers that wait for the next file: a collection reads some forty files. */
const spareBuffers: Uint8Array[] = [];
const MAX_SPARE = 8;

/**
 * Reads one file below /proc or /sys. The grant was checked; here the path is, as it was asked and as it
 * resolves, so that no link leads out of the two folders or to what is never given.
 *
 * @throws {CallError} `bad_arguments`, `forbidden_path`, `not_found`, `access_denied`, `too_large`.
 */
export async function readFact(
  path: string,
  { roots, maxBytes }: { roots: FactRoots; maxBytes: number },
): Promise<string> {
  const file = isCanonicalPath(path) ? hostPath(path, roots) : undefined;
  if (file === undefined) {
    throw new CallError(
      "bad_arguments",
      `Cannot read ${JSON.stringify(path)}: it must be a canonical path below /proc or /sys`,
    );
  }
  refuseForbidden(path, path);
  try {
    // Names come from memory; what a driver has to be asked for is the content alone.
    const real = Deno.realPathSync(file);
    refuseReal(real, { path, roots });
    const fd = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      // What was opened is what counts, not what the name meant a moment ago.
      const resolved = refuseReal(readlinkSync(`/proc/self/fd/${fd}`), { path, roots });
      const stat = fstatSync(fd);
      if (!stat.isFile()) throw notAFile(path);
      const pageBytes = resolved.startsWith("/sys/") ? SYSFS_PAGE_BYTES : 0;
      const readChunk = isFromMemory(resolved, stat.dev, roots) ? readNow : readLater;
      return await readAll(fd, { path, maxBytes, pageBytes, readChunk });
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw asCallError(error, path);
  }
}

async function readAll(
  fd: number,
  { path, maxBytes, pageBytes, readChunk }: {
    path: string;
    maxBytes: number;
    pageBytes: number;
    readChunk: ReadChunk;
  },
): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const buffer = spareBuffers.pop() ?? new Uint8Array(CHUNK_BYTES);
  while (true) {
    const answer = readChunk(fd, buffer);
    const bytesRead = typeof answer === "number" ? answer : await answer;
    if (bytesRead === 0) break;
    length += bytesRead;
    if (length > maxBytes) {
      throw new CallError("too_large", `Cannot read ${path}: it is larger than ${maxBytes} bytes`);
    }
    parts.push(buffer.slice(0, bytesRead));
    if (bytesRead < pageBytes) break;
  }
  // After a failure nobody knows whether something still writes into it.
  if (spareBuffers.length < MAX_SPARE) spareBuffers.push(buffer);
  return new TextDecoder().decode(concatenate(parts));
}

/** Reads the next bytes, in this turn or by another thread. */
type ReadChunk = (fd: number, buffer: Uint8Array) => number | Promise<number>;

const readNow: ReadChunk = (fd, buffer) => readSync(fd, buffer, 0, CHUNK_BYTES, null);

const readLater: ReadChunk = promisify(
  (fd: number, buffer: Uint8Array, done: (error: Error | null, bytesRead: number) => void) =>
    read(fd, buffer, 0, CHUNK_BYTES, null, done),
);

/** Returns what the real path is called by plugins. */
function refuseReal(
  real: string,
  { path, roots }: { path: string; roots: FactRoots },
): string {
  const resolved = factPath(real, roots);
  if (resolved === undefined) {
    throw new CallError("forbidden_path", `Cannot read ${path}: it leads out of /proc and /sys`);
  }
  refuseForbidden(resolved, path);
  return resolved;
}

function refuseForbidden(resolved: string, path: string): void {
  const reason = forbiddenFact(resolved);
  if (reason !== undefined) {
    throw new CallError("forbidden_path", `Cannot read ${path}: ${reason}`);
  }
}

function notAFile(path: string): CallError {
  return new CallError("forbidden_path", `Cannot read ${path}: it is not a regular file`);
}

function asCallError(error: unknown, path: string): CallError {
  if (error instanceof CallError) return error;
  const errno = error instanceof Error && "code" in error ? error.code : undefined;
  const message = `Cannot read ${path}: ${errorText(error)}`;
  const isGone = error instanceof Deno.errors.NotFound ||
    ["ENOENT", "ENOTDIR", "ESRCH", "ENODEV"].includes(String(errno));
  if (isGone) return new CallError("not_found", message, { cause: error });
  const isDenied = error instanceof Deno.errors.PermissionDenied ||
    ["EACCES", "EPERM"].includes(String(errno));
  return new CallError(isDenied ? "access_denied" : "failed", message, { cause: error });
}
