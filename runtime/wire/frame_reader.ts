import { HEADER_BYTES } from "./encode_frame.ts";
import { FrameError } from "./frame_error.ts";

/**
 * Cuts a stream of bytes into frames; see ./PROTOCOL.md. A frame is buffered only after its length was
 * found to be within the limit, and the buffer never holds more than one frame's announced length.
 */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerLength = 0;
  #body: Uint8Array<ArrayBuffer> | undefined;
  #bodyLength = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Takes the next bytes and returns the bodies of the frames that they complete.
   *
   * @throws {FrameError} `frame_too_large`, as soon as the length is known.
   */
  push(chunk: Uint8Array): Uint8Array<ArrayBuffer>[] {
    const bodies: Uint8Array<ArrayBuffer>[] = [];
    let offset = 0;
    while (offset < chunk.length) {
      offset += this.#body ? this.#takeBody(chunk, offset) : this.#takeHeader(chunk, offset);
      if (this.#body && this.#bodyLength === this.#body.length) {
        bodies.push(this.#body);
        this.#body = undefined;
      }
    }
    return bodies;
  }

  /**
   * Says that the stream has ended.
   *
   * @throws {FrameError} `truncated_frame` when it ended within a frame.
   */
  end(): void {
    if (this.#headerLength === 0 && !this.#body) return;
    throw new FrameError("truncated_frame", "Cannot read frame: the stream ended within it");
  }

  #takeHeader(chunk: Uint8Array, offset: number): number {
    const part = chunk.subarray(offset, offset + HEADER_BYTES - this.#headerLength);
    this.#header.set(part, this.#headerLength);
    this.#headerLength += part.length;
    if (this.#headerLength === HEADER_BYTES) {
      this.#headerLength = 0;
      const length = new DataView(this.#header.buffer).getUint32(0);
      if (length > this.#maxBytes) {
        throw new FrameError(
          "frame_too_large",
          `Cannot read frame: it announces ${length} bytes, the limit is ${this.#maxBytes}`,
        );
      }
      this.#body = new Uint8Array(length);
      this.#bodyLength = 0;
    }
    return part.length;
  }

  #takeBody(chunk: Uint8Array, offset: number): number {
    const body = this.#body;
    if (!body) return 0;
    const part = chunk.subarray(offset, offset + body.length - this.#bodyLength);
    body.set(part, this.#bodyLength);
    this.#bodyLength += part.length;
    return part.length;
  }
}
