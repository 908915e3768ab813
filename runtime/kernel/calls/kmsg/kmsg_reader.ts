import { closeSync, constants, openSync, readSync } from "node:fs";
import type { KmsgLine } from "../../../contract/call_value.ts";
import { CallError, errorText } from "../../../contract/errors.ts";
import { parseRecord } from "./parse_record.ts";

/** A record is 8 kB at most, and a smaller buffer would lose it. */
const BUFFER_BYTES = 16 * 1024;
/** Reads between two pauses: the ring may hold thousands of records, and others wait. */
const READS_AT_ONCE = 256;
const MAX_LINES = 1_000;
const MAX_TEXT = 512;

/** The parts of the machine that a reader uses. */
export interface KmsgReaderOptions {
  /** `/dev/kmsg`. */
  readonly path: string;
  readonly prefix: string;
  /** Returns when the machine was started, in milliseconds since 1970. */
  readonly bootedAtMs: () => number;
}

/** Reads the lines of the kernel's log that begin with a prefix, and keeps the latest thousand. */
export class KmsgReader {
  readonly #options: KmsgReaderOptions;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #descriptor: number | undefined;
  #lines: KmsgLine[] = [];
  #lastSequence: number | undefined;
  #missed = 0;

  constructor(options: KmsgReaderOptions) {
    this.#options = options;
  }

  get lines(): readonly KmsgLine[] {
    return this.#lines;
  }

  /** Records that were overwritten before they could be read. */
  get missed(): number {
    return this.#missed;
  }

  /**
   * Reads what was written since the last time, without waiting for more.
   *
   * @throws {CallError} `access_denied`, `not_found`, `failed`.
   */
  async drain(): Promise<void> {
    const descriptor = this.#open();
    const bootedAtMs = this.#options.bootedAtMs();
    for (let reads = 1;; reads++) {
      const chunk = this.#readNext(descriptor);
      if (chunk === "end") return;
      if (chunk !== "overwritten") this.#keep(chunk, bootedAtMs);
      if (reads % READS_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(): number {
    try {
      return this.#descriptor ??= openSync(
        this.#options.path,
        constants.O_RDONLY | constants.O_NONBLOCK,
      );
    } catch (error) {
      throw openError(error, this.#options.path);
    }
  }

  /** One record, as the device gives them. */
  #readNext(descriptor: number): string | "end" | "overwritten" {
    try {
      const length = readSync(descriptor, this.#buffer);
      return length === 0 ? "end" : new TextDecoder().decode(this.#buffer.subarray(0, length));
    } catch (error) {
      const code = codeOf(error);
      if (code === "EAGAIN") return "end";
      // The ring went over what was next; the following read goes on with the oldest that is left.
      if (code === "EPIPE") return "overwritten";
      throw new CallError("failed", `Cannot read ${this.#options.path}: ${errorText(error)}`, {
        cause: error,
      });
    }
  }

  #keep(chunk: string, bootedAtMs: number): void {
    for (const line of chunk.split("\n")) {
      const record = parseRecord(line);
      if (!record) continue;
      const { sequence, micros, text } = record;
      if (this.#lastSequence !== undefined) {
        this.#missed += Math.max(0, sequence - this.#lastSequence - 1);
      }
      this.#lastSequence = sequence;
      if (!text.startsWith(this.#options.prefix)) continue;
      const unixSeconds = (bootedAtMs + micros / 1_000) / 1_000;
      this.#lines.push({ sequence, unixSeconds, text: text.slice(0, MAX_TEXT) });
    }
    if (this.#lines.length > MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES);
  }
}

/** Says why the log could not be opened, and what to do about it. */
export function openError(error: unknown, path: string): CallError {
  const code = codeOf(error);
  const failure = (outcome: CallError["code"], why: string) =>
    new CallError(outcome, `Cannot read ${path}: ${why}`, { cause: error });
  if (code === "EACCES" || code === "EPERM") {
    return failure(
      "access_denied",
      "this user may not; give it CAP_SYSLOG (AmbientCapabilities=CAP_SYSLOG in its unit, " +
        "--cap-add SYSLOG --device /dev/kmsg for a container)",
    );
  }
  if (code === "ENOENT") {
    return failure("not_found", "it does not exist; a container needs --device /dev/kmsg");
  }
  return failure("failed", errorText(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
