/** Work that goes on by itself. */
export interface RepeatedWork {
  /** Rejects with its first failure. */
  readonly failed: Promise<never>;
  /** Waits for what is going on, after which nothing begins. */
  stop(): Promise<void>;
}

/** Repeats something after a pause, one after the other, and never again after it was stopped. */
export function repeatEvery(pauseMs: number, work: () => Promise<void>): RepeatedWork {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // A failure while all is cleaned up, of which nobody hears, is none.
  failed.catch(() => {});
  let isStopped = false;
  let wake = () => {};
  const running = (async () => {
    while (!isStopped) {
      await work();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })().catch(reject);
  return {
    failed,
    stop: async () => {
      isStopped = true;
      wake();
      await running;
    },
  };
}
