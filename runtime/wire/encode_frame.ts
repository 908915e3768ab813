const encoder = new TextEncoder();

/** Bytes of the length in front of each frame. */
export const HEADER_BYTES = 4;

/** Encodes a message as one frame: length, then UTF-8 JSON. */
export function encodeFrame(message: unknown): Uint8Array<ArrayBuffer> {
  return makeFrame(encoder.encode(JSON.stringify(message)));
}

/** Puts the length in front of bytes that are already encoded. */
export function makeFrame(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}
