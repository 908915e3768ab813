/** The reason for which a frame could not be used; a subset of the stop reasons, see ./PROTOCOL.md. */
export type FrameErrorCode =
  | "frame_too_large"
  | "truncated_frame"
  | "invalid_utf8"
  | "invalid_frame";

/** A frame, or the stream of frames, breaks the protocol. The stream cannot be used any further. */
export class FrameError extends Error {
  override readonly name = "FrameError";
  readonly code: FrameErrorCode;

  constructor(code: FrameErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
