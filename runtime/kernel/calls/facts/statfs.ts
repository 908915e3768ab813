import { statfsSync } from "node:fs";
import type { FileSystemStats } from "../../../contract/call_value.ts";
import { CallError, errorText } from "../../../contract/errors.ts";
import { isAtOrBelow } from "../../../policy/patterns/path_pattern.ts";
import { findCommand } from "../../process/child/find_command.ts";
import { runCommand } from "../../process/child/run_command.ts";
import { SingleFlight } from "../../../async/single_flight.ts";
import { isLocalMount, parseMounts } from "./local_mounts.ts";
import type { Mounts } from "./local_mounts.ts";

/** A file system that did not answer is left alone for this long. */
const REST_MS = 5 * 60_000;
/** All file systems of one collection are asked within this time. */
const MOUNTS_FRESH_MS = 1_000;
/** Block size, blocks, free, free for others than root, inodes, free inodes. */
const FORMAT = "%S %b %f %a %c %d";
const MAX_OUTPUT_BYTES = 16 * 1024;

/** Options of `statfs`. */
export interface StatfsOptions {
  /** The path of the watched machine's `/`. */
  readonly rootfs: string;
  readonly timeoutMs: number;
  readonly path: string;
  readonly nowMs: () => number;
  /** Reads /proc/self/mountinfo. */
  readonly readMounts?: () => string;
  /** Ends what runs. */
  readonly signal?: AbortSignal;
}

/**
 * Asks file systems for their size. A dead network mount holds whoever asks it, beyond SIGKILL: only what is
 * certain to be local is asked here. For all else `stat` and `realpath` are asked in our place, which cost
 * ten milliseconds and may be lost.
 */
export class Statfs {
  readonly #options: StatfsOptions;
  readonly #open = new SingleFlight<FileSystemStats>();
  readonly #restUntilMs = new Map<string, number>();
  /** Paths with the processes that have not ended, although nobody waits for them any more. */
  readonly #stuck = new Map<string, number>();

  #mounts: { readonly atMs: number; readonly mounts: Mounts } | undefined;

  constructor(options: StatfsOptions) {
    this.#options = options;
  }

  /**
   * @param path canonical; it may lead elsewhere, to the path of the answer.
   * @throws {CallError} `timed_out`, `not_found`, `failed`.
   */
  ask(path: string): Promise<FileSystemStats> {
    return this.#open.run(path, () => this.#measure(path));
  }

  async #measure(path: string): Promise<FileSystemStats> {
    const { rootfs, nowMs } = this.#options;
    if ((this.#stuck.get(path) ?? 0) > 0 || nowMs() < (this.#restUntilMs.get(path) ?? 0)) {
      throw new CallError(
        "timed_out",
        `Cannot ask the file system of ${path}: it hung recently`,
      );
    }
    const full = rootfs === "/" ? path : `${rootfs}${path === "/" ? "" : path}`;
    if (isLocalMount(full, this.#readMounts())) return { path, ...localSizes(full, path) };
    const [real, sizes] = await Promise.all([
      this.#run(path, ["realpath", full]),
      this.#run(path, ["stat", "-L", "-f", "-c", FORMAT, full]),
    ]);
    return { path: this.#belowRoot(real, path), ...parseSizes(sizes, path) };
  }

  /** Reads where file systems are mounted; without that all of them are asked by a program. */
  #readMounts(): Mounts {
    const { nowMs, readMounts = readOwnMounts } = this.#options;
    if (nowMs() - (this.#mounts?.atMs ?? -Infinity) > MOUNTS_FRESH_MS) this.#mounts = undefined;
    this.#mounts ??= { atMs: nowMs(), mounts: parseMounts(readMounts()) };
    return this.#mounts.mounts;
  }

  async #run(path: string, [command = "", ...args]: string[]): Promise<string> {
    const { timeoutMs, signal } = this.#options;
    const file = await findCommand(command, this.#options.path);
    if (file === undefined) {
      throw new CallError(
        "unavailable",
        `Cannot ask the file system of ${path}: ${command} is not installed`,
      );
    }
    const { result, ended } = runCommand([file, ...args], {
      env: { LC_ALL: "C" },
      timeoutMs,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      ...(signal && { signal }),
    });
    try {
      const { code, stdout, stderr } = await result;
      if (code === 0) return stdout.trimEnd();
      throw failure(path, stderr.trim());
    } catch (error) {
      if (error instanceof CallError && error.code === "timed_out") this.#noteHung(path, ended);
      throw error;
    }
  }

  #noteHung(path: string, ended: Promise<void>): void {
    this.#restUntilMs.set(path, this.#options.nowMs() + REST_MS);
    const count = (change: number) => this.#stuck.set(path, (this.#stuck.get(path) ?? 0) + change);
    count(1);
    void ended.then(() => count(-1));
  }

  #belowRoot(realPath: string, path: string): string {
    const { rootfs } = this.#options;
    if (rootfs === "/") return realPath;
    if (isAtOrBelow(realPath, rootfs)) return realPath.slice(rootfs.length) || "/";
    throw new CallError("forbidden_path", `Cannot ask ${path}: it leads out of ${rootfs}`);
  }
}

function readOwnMounts(): string {
  try {
    return Deno.readTextFileSync("/proc/self/mountinfo");
  } catch {
    return "";
  }
}

/** The file system may have gone since its mount was read. */
function localSizes(full: string, path: string): Omit<FileSystemStats, "path"> {
  try {
    const { bsize, blocks, bfree, bavail, files, ffree } = statfsSync(full);
    return {
      sizeBytes: bsize * blocks,
      freeBytes: bsize * bfree,
      availableBytes: bsize * bavail,
      inodes: files,
      inodesFree: ffree,
    };
  } catch (error) {
    throw failure(path, errorText(error));
  }
}

function parseSizes(text: string, path: string): Omit<FileSystemStats, "path"> {
  const numbers = text.split(" ").map(Number);
  const [unit = NaN, blocks = NaN, free = NaN, available = NaN, inodes = NaN, inodesFree = NaN] =
    numbers;
  if (numbers.length !== 6 || numbers.some(Number.isNaN)) {
    throw new CallError("failed", `Cannot ask the file system of ${path}: stat said "${text}"`);
  }
  return {
    sizeBytes: unit * blocks,
    freeBytes: unit * free,
    availableBytes: unit * available,
    inodes,
    inodesFree,
  };
}

function failure(path: string, said: string): CallError {
  const message = `Cannot ask the file system of ${path}: ${said}`;
  if (/No such file/.test(said)) return new CallError("not_found", message);
  if (/Permission denied/.test(said)) return new CallError("access_denied", message);
  return new CallError("failed", message);
}
