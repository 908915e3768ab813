import type { Condition } from "./conditions.ts";
import type { Recording, RecordingOptions, RecordingOrder } from "./recording.ts";

const CONDITIONS = ["well", "hot", "broken", "sick"] as const satisfies readonly Condition[];

/** Recordings by condition, and in each by kind of host. */
export type Recordings = ReadonlyMap<Condition, readonly Recording[]>;

/** Records each kind of host in each condition, as many conditions at once as there are processors. */
export async function recordAll(options: RecordingOptions): Promise<Recordings> {
  const nowUnix = Date.now() / 1_000;
  const recordings = new Map<Condition, readonly Recording[]>();
  const waiting = [...CONDITIONS];
  const work = async () => {
    for (let condition = waiting.shift(); condition; condition = waiting.shift()) {
      recordings.set(condition, await recordInThread({ ...options, condition, nowUnix }));
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, work));
  return recordings;
}

/** Plugins remember what they saw: each condition has a thread, with plugins of its own. */
async function recordInThread(order: RecordingOrder): Promise<readonly Recording[]> {
  const worker = new Worker(import.meta.resolve("./record_worker.ts"), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<readonly Recording[]>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`Cannot record a host: ${event.message}`));
      };
      worker.postMessage(order);
    });
  } finally {
    worker.terminate();
  }
}
