/** Tells that something which goes on by itself has failed. */
export interface FailureWatch {
  /** Rejects with the first failure, and never resolves: to be raced with what ends all. */
  readonly failed: Promise<never>;
  readonly fail: (error: unknown) => void;
}

/** A watch over something that nobody awaits. */
export function failureWatch(): FailureWatch {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  return {
    // Made when it is asked for: a failure while all is cleaned up, of which nobody hears, is none.
    get failed() {
      return promise.then((error): never => {
        throw error;
      });
    },
    fail: resolve,
  };
}
