import { encodeFrame } from "../wire/encode_frame.ts";
import { decodeJson } from "../wire/decode_json.ts";
import { FrameReader } from "../wire/frame_reader.ts";
import { readChunks } from "../wire/read_chunks.ts";
import { LIMITS } from "../contract/limits.ts";
import type { GuestMessage, HostMessage } from "../contract/message.ts";

/** Writes one message to the host; blocks while the pipe is full, which is the back-pressure. */
export function sendToHost(message: GuestMessage): void {
  let bytes = encodeFrame(message);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}

/** Reads the host's messages until it closes the pipe. */
export async function* messagesFromHost(): AsyncGenerator<HostMessage> {
  const reader = new FrameReader(LIMITS.guestFrameBytes);
  for await (const chunk of readChunks(Deno.stdin.readable)) {
    for (const body of reader.push(chunk)) yield decodeJson(body) as HostMessage;
  }
}
