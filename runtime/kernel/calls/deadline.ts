import { CallError } from "../../contract/errors.ts";
import { processDeadline } from "../process/limits/process_deadline.ts";

/**
 * Waits for a promise at most this long, in time during which we could have run. What is late goes on
 * by itself: a read that hangs in the operating system cannot be called back.
 *
 * @throws {CallError} `timed_out`.
 */
export async function withDeadline<T>(
  promise: Promise<T>,
  timeoutMs: number,
  action: string,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const lift = processDeadline(timeoutMs, () => {
    reject(new CallError("timed_out", `Cannot ${action}: it took longer than ${timeoutMs} ms`));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    lift();
  }
}
