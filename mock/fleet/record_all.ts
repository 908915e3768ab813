import { mapConcurrently } from "../../runtime/async/map_concurrently.ts";
import type { Condition } from "./conditions.ts";
import type { Recording, RecordingOptions, RecordingOrder } from "./recording.ts";

const CONDITIONS = ["well", "hot", "broken", "sick"] as const satisfies readonly Condition[];

/** Recordings by condition, and in each by kind of host. */
export type Recordings = ReadonlyMap<Condition, readonly Recording[]>;

/** Records each kind of host in each condition, as many conditions at once as there are processors. */
export async function recordAll(options: RecordingOptions): Promise<Recordings> {
  const nowUnix = Date.now() / 1_000;
  return new Map(
    await mapConcurrently(CONDITIONS, navigator.hardwareConcurrency, async (condition) => {
      return [condition, await recordInThread({ ...options, condition, nowUnix })] as const;
    }),
  );
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
