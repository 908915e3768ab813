import { concatenate } from "../wire/concatenate.ts";
import { encodeFrame } from "../wire/encode_frame.ts";
import { decodeJson } from "../wire/decode_json.ts";
import { FrameReader } from "../wire/frame_reader.ts";
import { readChunks } from "../wire/read_chunks.ts";
import { LIMITS } from "../contract/limits.ts";
import type { GuestMessage, HostMessage } from "../contract/message.ts";

/** The size of a pipe of Linux. */
const PIPE_BYTES = 64 * 1024;

/** Writes one message to the host; blocks while the pipe is full, which is the back-pressure. */
export const sendToHost = createSender((bytes) => Deno.stdout.writeSync(bytes));

/**
 * Makes the function that sends messages. Calls that a plugin makes in one turn go out in one write, so that
 * they wake the kernel and the host once; every other message goes out at once: a plugin that logs, and
 * then hangs, has logged.
 *
 * @param write writes some of the bytes, and returns how many.
 */
export function createSender(
  write: (bytes: Uint8Array) => number,
): (message: GuestMessage) => void {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const flush = () => {
    let bytes = concatenate(waiting);
    waiting = [];
    waitingBytes = 0;
    while (bytes.length > 0) bytes = bytes.subarray(write(bytes));
  };
  return (message) => {
    const bytes = encodeFrame(message);
    waitingBytes += bytes.length;
    if (waiting.push(bytes) === 1) queueMicrotask(flush);
    if (message.type !== "call" || waitingBytes > PIPE_BYTES) flush();
  };
}

/** Reads the host's messages until it closes the pipe. */
export async function* messagesFromHost(): AsyncGenerator<HostMessage> {
  const reader = new FrameReader(LIMITS.guestFrameBytes);
  for await (const chunk of readChunks(Deno.stdin.readable)) {
    for (const body of reader.push(chunk)) yield decodeJson(body) as HostMessage;
  }
}
