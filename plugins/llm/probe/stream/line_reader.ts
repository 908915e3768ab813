import { StreamError } from "./stream_error.ts";

/** The limits of a stream. */
export interface StreamLimits {
  readonly maxBytes: number;
  /** Characters of one line. */
  readonly maxLine: number;
}

/** A size that no honest answer of a few dozen tokens comes near. */
export const STREAM_LIMITS: StreamLimits = { maxBytes: 4 * 1024 * 1024, maxLine: 256 * 1024 };

/** Cuts bytes into lines, wherever they were split. A line ends with LF, CRLF or CR. */
export class LineReader {
  readonly #limits: StreamLimits;
  readonly #decoder = new TextDecoder();
  #bytes = 0;
  #rest = "";
  #endedInCr = false;

  constructor(limits: StreamLimits = STREAM_LIMITS) {
    this.#limits = limits;
  }

  /**
   * The lines that these bytes complete.
   *
   * @throws {StreamError} when the stream or a line is too large.
   */
  push(bytes: Uint8Array): string[] {
    const { maxBytes } = this.#limits;
    this.#bytes += bytes.length;
    if (this.#bytes > maxBytes) throw new StreamError(`the stream is over ${maxBytes} bytes`);
    return this.#cut(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The last line, when it has no end. */
  end(): string[] {
    const lines = this.#cut(this.#decoder.decode());
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? lines : [...lines, rest];
  }

  #cut(text: string): string[] {
    if (text === "") return [];
    // The second half of a CRLF that was split.
    const own = this.#endedInCr && text.startsWith("\n") ? text.slice(1) : text;
    this.#endedInCr = text.endsWith("\r");
    const lines = own.split(/\r\n|\n|\r/);
    lines[0] = this.#rest + (lines[0] ?? "");
    this.#rest = lines.pop() ?? "";
    const { maxLine } = this.#limits;
    if (this.#rest.length > maxLine || lines.some(({ length }) => length > maxLine)) {
      throw new StreamError(`a line is over ${maxLine} characters`);
    }
    return lines;
  }
}
