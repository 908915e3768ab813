import { LineReader } from "./line_reader.ts";
import type { StreamLimits } from "./line_reader.ts";

/** Reads one JSON text a line (NDJSON), as they come; empty lines are passed over. */
export class JsonLinesReader {
  readonly #lines: LineReader;

  constructor(limits?: StreamLimits) {
    this.#lines = new LineReader(limits);
  }

  /**
   * The texts that these bytes complete.
   *
   * @throws {StreamError} when the stream or a line is too large.
   */
  push(bytes: Uint8Array): string[] {
    return this.#lines.push(bytes).filter(isFilled);
  }

  /** The last text, when its line has no end. */
  end(): string[] {
    return this.#lines.end().filter(isFilled);
  }
}

function isFilled(line: string): boolean {
  return line.trim() !== "";
}
