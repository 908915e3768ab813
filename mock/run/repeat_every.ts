import { failureWatch } from "./failure_watch.ts";
import type { FailureWatch } from "./failure_watch.ts";

/** Work that goes on by itself. */
export interface RepeatedWork extends Pick<FailureWatch, "failed"> {
  /** Waits for what is going on, after which nothing begins. */
  stop(): Promise<void>;
}

/** Repeats something after a pause, one after the other, and never again after it was stopped. */
export function repeatEvery(pauseMs: number, work: () => Promise<void>): RepeatedWork {
  const watch = failureWatch();
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
  })().catch(watch.fail);
  return {
    get failed() {
      return watch.failed;
    },
    stop: async () => {
      isStopped = true;
      wake();
      await running;
    },
  };
}
