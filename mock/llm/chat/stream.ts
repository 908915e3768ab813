import { BrokenOff } from "../../net/broken_off.ts";

const encoder = new TextEncoder();

/** Server-sent events of JSON, as OpenAI's API streams. */
export function event(data: unknown): string {
  return `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

/** One line of JSON, as Ollama streams. */
export function line(data: unknown): string {
  return `${JSON.stringify(data)}\n`;
}

/**
 * A body of parts as they come. A client that goes away takes its request back; an engine that gives
 * up breaks the connection off.
 */
export function streamBody(
  parts: (signal: AbortSignal) => AsyncGenerator<string>,
): ReadableStream<Uint8Array> {
  const ending = new AbortController();
  const iterator = parts(ending.signal);
  return new ReadableStream({
    pull: async (stream) => {
      try {
        const { done, value } = await iterator.next();
        if (done) stream.close();
        else stream.enqueue(encoder.encode(value));
      } catch (error) {
        if (!(error instanceof BrokenOff)) throw error;
        if (!ending.signal.aborted) stream.error(error);
      }
    },
    cancel: () => ending.abort(),
  });
}
