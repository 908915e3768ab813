import { LineReader } from "./line_reader.ts";
import type { StreamLimits } from "./line_reader.ts";

/**
 * Reads server-sent events, as they come: the data of each, several data lines joined. Comments and
 * all other fields are passed over.
 */
export class SseReader {
  readonly #lines: LineReader;
  #data: string[] = [];

  constructor(limits?: StreamLimits) {
    this.#lines = new LineReader(limits);
  }

  /**
   * The events that these bytes complete.
   *
   * @throws {StreamError} when the stream or a line is too large.
   */
  push(bytes: Uint8Array): string[] {
    return this.#lines.push(bytes).flatMap((line) => this.#take(line));
  }

  /** The last event, also of a server that ends without the empty line. */
  end(): string[] {
    return [...this.#lines.end(), ""].flatMap((line) => this.#take(line));
  }

  #take(line: string): string[] {
    if (line !== "") {
      const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === "data") this.#data.push(value);
      return [];
    }
    const data = this.#data;
    this.#data = [];
    return data.length === 0 ? [] : [data.join("\n")];
  }
}
