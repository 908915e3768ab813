import { FrameError } from "./frame_error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Decodes the body of a frame.
 *
 * @throws {FrameError} `invalid_utf8` or `invalid_frame`.
 */
export function decodeJson(payload: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(payload);
  } catch (cause) {
    throw new FrameError("invalid_utf8", "Cannot decode frame: it is not UTF-8", { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FrameError("invalid_frame", "Cannot decode frame: it is not JSON", { cause });
  }
}
