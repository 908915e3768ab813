import { EMPTY_CHUNK } from "./chunk.ts";
import type { Chunk } from "./chunk.ts";
import { JsonLinesReader } from "./json_lines_reader.ts";
import type { StreamLimits } from "./line_reader.ts";
import { readOllamaChunk } from "./ollama_chunk.ts";
import { DONE, readOpenAiChunk } from "./openai_chunk.ts";
import { SseReader } from "./sse_reader.ts";
import { StreamError } from "./stream_error.ts";

/** Which language a server streams. */
export type StreamKind = "sse" | "json_lines";

/** Reads the bytes of a streamed answer, as they come. */
export class ChunkReader {
  readonly #texts: SseReader | JsonLinesReader;
  readonly #read: (text: string) => Chunk;

  constructor(kind: StreamKind, limits?: StreamLimits) {
    this.#texts = kind === "sse" ? new SseReader(limits) : new JsonLinesReader(limits);
    this.#read = kind === "sse" ? readEvent : (text) => readOllamaChunk(parse(text));
  }

  /**
   * The chunks that these bytes complete.
   *
   * @throws {StreamError} when it is too large, or no JSON.
   */
  push(bytes: Uint8Array): Chunk[] {
    return this.#texts.push(bytes).map(this.#read);
  }

  /**
   * Returns what is left when the stream has ended.
   *
   * @throws {StreamError} when it is no JSON, such as one that was cut.
   */
  end(): Chunk[] {
    return this.#texts.end().map(this.#read);
  }
}

function readEvent(text: string): Chunk {
  return text.trim() === DONE ? { ...EMPTY_CHUNK, isEnd: true } : readOpenAiChunk(parse(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new StreamError("a part of the stream is not JSON", { cause });
  }
}
