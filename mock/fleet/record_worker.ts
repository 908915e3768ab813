/// <reference lib="deno.worker" />
/** A thread that makes the recordings of one condition. */
import { recordKinds } from "./recording.ts";
import type { RecordingOrder } from "./recording.ts";

self.onmessage = async ({ data }: MessageEvent<RecordingOrder>) => {
  self.postMessage(await recordKinds(data));
};
