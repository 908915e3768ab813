/** Waits until a promise settles, at most this long, and returns whether it did; how is not looked at. */
export async function settledWithin(
  promise: Promise<unknown>,
  timeoutMs: number,
): Promise<boolean> {
  const timer = Promise.withResolvers<boolean>();
  const id = setTimeout(() => timer.resolve(false), timeoutMs);
  const settled = promise.then(() => true, () => true);
  const inTime = await Promise.race([settled, timer.promise]);
  clearTimeout(id);
  return inTime;
}
