import { CallError } from "../../contract/errors.ts";
import { concatenate } from "../../wire/concatenate.ts";

/**
 * Reads a JSON answer, and no more of it than is allowed.
 *
 * @throws {CallError} `too_large`, `timed_out`, `failed` when it is no JSON.
 */
export async function readAnswer(
  stream: AsyncIterable<Uint8Array> & { destroy(): void },
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let length = 0;
  // One that stalls within its answer is not noticed by the request.
  const onAbort = () => stream.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    for await (const part of stream) {
      length += part.length;
      if (length > maxBytes) {
        throw new CallError(
          "too_large",
          `Cannot read the answer: it has more than ${maxBytes} bytes`,
        );
      }
      parts.push(part);
    }
    signal.throwIfAborted();
    return JSON.parse(new TextDecoder().decode(concatenate(parts)));
  } catch (error) {
    if (signal.aborted) {
      throw new CallError("timed_out", "Cannot read the answer: it took too long");
    }
    if (!(error instanceof SyntaxError)) throw error;
    throw new CallError("failed", "Cannot read the answer: it is not JSON");
  } finally {
    signal.removeEventListener("abort", onAbort);
    stream.destroy();
  }
}
