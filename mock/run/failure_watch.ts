/** How something that goes on by itself tells that it failed. */
export interface FailureWatch {
  /** Rejects with the first failure, and never resolves: to be raced with what ends all. */
  readonly failed: Promise<never>;
  readonly fail: (error: unknown) => void;
}

/** A watch over something that nobody awaits. */
export function failureWatch(): FailureWatch {
  const { promise, reject } = Promise.withResolvers<never>();
  // Where it fails while all is cleaned up, nobody is there to hear it.
  promise.catch(() => {});
  return { failed: promise, fail: reject };
}
