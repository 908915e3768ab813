/** A stream that cannot be read on: too large, or not what it should be. */
export class StreamError extends Error {
  override readonly name = "StreamError";
}
