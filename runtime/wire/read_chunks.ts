/** The size of a pipe of Linux. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads a pipe through one buffer that is used again, where the stream's own iterator takes a new one
 * for each read, mostly for a few hundred bytes. A chunk holds until the next is asked for: who keeps
 * bytes of it has to copy them.
 */
export async function* readChunks(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = stream.getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(CHUNK_BYTES);
  try {
    while (true) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) return;
      yield value;
      buffer = value.buffer;
    }
  } finally {
    // A pipe that nobody reads on must not stop its writer.
    await reader.cancel();
  }
}
