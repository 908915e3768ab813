import type { ContainerWork } from "./container.ts";
import type { Work } from "./engine.ts";
import type { EngineSnapshot } from "./engine_view.ts";
import type { EngineSpec } from "./specs.ts";

/** Kernels, graphs and buffers of an engine on its card. */
const CARD_OVERHEAD_BYTES = 1.1e9;
const CPU_SECONDS_PER_TOKEN = 0.0002;
const CPU_SECONDS_PER_PROMPT_TOKEN = 0.000008;
/** A token as an event of a stream, and a prompt's token as text. */
const SENT_BYTES_PER_TOKEN = 190;
const RECEIVED_BYTES_PER_TOKEN = 4.6;
const BYTES_PER_REQUEST = 900;
const MEMORY_BYTES_PER_REQUEST = 3e6;

/** Memory that an engine's process holds on its card. */
export function processBytes(
  { reservesKv, kvCapacityTokens, kvBytesPerToken }: EngineSpec,
  { weights, loaded }: { weights: number; loaded: number },
): number {
  const kv = reservesKv && loaded === 1 ? kvCapacityTokens * kvBytesPerToken : 0;
  return CARD_OVERHEAD_BYTES + weights * loaded + kv;
}

/** Derives the work of an engine's container from that of the engine. */
export function computeWork(
  spec: EngineSpec,
  { seconds, work, before, after, readBytes, isReady }: {
    seconds: number;
    work: Work;
    before: EngineSnapshot;
    after: EngineSnapshot;
    readBytes: number;
    isReady: boolean;
  },
): ContainerWork {
  const { idleCores, memoryBytes } = spec.container;
  const tokens = after.generationTokensTotal - before.generationTokensTotal;
  const prompt = after.promptTokensTotal - before.promptTokensTotal;
  const ended = finished(after) - finished(before);
  const open = after.runningRequests + after.waitingRequests;
  const busy = work.prefillSeconds + work.decodeSeconds + work.hungSeconds;
  const weights = spec.models.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    cpuSeconds: idleCores * seconds + busy + tokens * CPU_SECONDS_PER_TOKEN +
      prompt * CPU_SECONDS_PER_PROMPT_TOKEN,
    memoryBytes: memoryBytes + open * MEMORY_BYTES_PER_REQUEST,
    cacheBytes: spec.card === undefined ? 0 : Math.min(weights, 12e9),
    receivedBytes: prompt * RECEIVED_BYTES_PER_TOKEN + ended * BYTES_PER_REQUEST,
    sentBytes: tokens * SENT_BYTES_PER_TOKEN + ended * BYTES_PER_REQUEST,
    readBytes,
    writtenBytes: ended * 240,
    isReady,
  };
}

function finished({ finishedTotal }: EngineSnapshot): number {
  const { stop, length, abort, error } = finishedTotal;
  return stop + length + abort + error;
}
