import { HEADER_BYTES } from "./encode_frame.ts";
import { FrameError } from "./frame_error.ts";

const encoder = new TextEncoder();
const STREAM_BYTES = 4;

/** Encodes one frame of the kernel-host link: length, stream id, payload. */
export function encodeLinkFrame(stream: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + STREAM_BYTES + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, STREAM_BYTES + payload.length);
  view.setUint32(HEADER_BYTES, stream);
  frame.set(payload, HEADER_BYTES + STREAM_BYTES);
  return frame;
}

/** Encodes a message as one frame of the link. */
export function encodeLinkMessage(stream: number, message: unknown): Uint8Array<ArrayBuffer> {
  return encodeLinkFrame(stream, encoder.encode(JSON.stringify(message)));
}

/**
 * Splits the body of a link frame into stream id and payload.
 *
 * @throws {FrameError} `invalid_frame` when there is no stream id.
 */
export function decodeLinkFrame(body: Uint8Array): { stream: number; payload: Uint8Array } {
  if (body.length < STREAM_BYTES) {
    throw new FrameError("invalid_frame", "Cannot read link frame: it has no stream id");
  }
  const stream = new DataView(body.buffer, body.byteOffset).getUint32(0);
  return { stream, payload: body.subarray(STREAM_BYTES) };
}
