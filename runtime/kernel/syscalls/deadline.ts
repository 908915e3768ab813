import { CallError } from "../../contract/errors.ts";

/**
 * Waits for a promise at most this long. What is late goes on by itself: a read that hangs in the
 * operating system cannot be called back.
 *
 * @throws {CallError} `timed_out`.
 */
export async function withDeadline<T>(
  promise: Promise<T>,
  timeoutMs: number,
  action: string,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new CallError("timed_out", `Cannot ${action}: it took longer than ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
