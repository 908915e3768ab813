/** Does something about every second, one after the other, and never again after it was stopped. */
export function everySecond(work: () => Promise<void>): { stop(): Promise<void> } {
  let isStopped = false;
  let wake = () => {};
  const running = (async () => {
    while (!isStopped) {
      await work();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    stop: async () => {
      isStopped = true;
      wake();
      await running;
    },
  };
}
