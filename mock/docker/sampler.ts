import type { ContainersView } from "../sim/container_view.ts";
import { writeStats } from "./documents.ts";
import type { Sample } from "./documents.ts";

/** The engine's own collector looks once a second. */
const TICK_MS = 1_000;
/** The machine has been up for so long when the engine is started. */
const UP_SECONDS = 86_400;

/** Samples of what containers use, of one shot and of two, and as a stream. */
export class Sampler {
  readonly #view: ContainersView;
  readonly #nowUnix: () => number;
  readonly #bootUnix: number;

  constructor(view: ContainersView, nowUnix: () => number) {
    this.#view = view;
    this.#nowUnix = nowUnix;
    this.#bootUnix = nowUnix() - UP_SECONDS;
  }

  /** At once, and without a sample before it. */
  once(id: string): object {
    return this.#document(this.#sample(id), undefined);
  }

  /** Waits for a second sample, so that a client can make a share of the time between them. */
  async twice(id: string): Promise<object> {
    const before = this.#sample(id);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    return this.#document(this.#sample(id), before);
  }

  /** One sample a second, until the client goes away; the first has none before it. */
  stream(id: string): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let before: Sample | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    return new ReadableStream({
      start: (stream) => {
        const tell = () => {
          const now = this.#sample(id);
          stream.enqueue(encoder.encode(`${JSON.stringify(this.#document(now, before))}\n`));
          before = now;
        };
        tell();
        timer = setInterval(tell, TICK_MS);
      },
      cancel: () => clearInterval(timer),
    });
  }

  #sample(id: string): Sample | undefined {
    const container = this.#view.containers().find((one) => one.id === id);
    if (!container) return undefined;
    const unixSeconds = this.#nowUnix();
    const upSeconds = unixSeconds - this.#bootUnix;
    return {
      container,
      moment: { unixSeconds, systemCpuSeconds: upSeconds * this.#view.processorCount },
    };
  }

  /** A container that is gone has an empty answer. */
  #document(now: Sample | undefined, before: Sample | undefined): object {
    return now ? writeStats(now, before, this.#view) : {};
  }
}
