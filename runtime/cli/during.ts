import type { Output } from "./output.ts";

/** Sooner than this nobody wonders. */
const FIRST_MS = 1_000;
const NEXT_MS = 10_000;

/** Options of {@linkcode during}. */
export interface DuringOptions {
  /** Standard error is a terminal. */
  readonly isWatched?: boolean;
  readonly firstMs?: number;
  readonly nextMs?: number;
}

/**
 * Waits for something, and says on standard error what is going on once it takes over a second: to a
 * person at a terminal, not to a program or a log.
 */
export async function during<T>(
  what: string,
  running: Promise<T>,
  { note }: Pick<Output, "note">,
  { isWatched = Deno.stderr.isTerminal(), firstMs = FIRST_MS, nextMs = NEXT_MS }: DuringOptions =
    {},
): Promise<T> {
  if (!isWatched) return await running;
  const startMs = performance.now();
  let timer: ReturnType<typeof setTimeout>;
  const say = () => {
    const seconds = Math.round((performance.now() - startMs) / 1_000);
    note(seconds < 5 ? `${what} ...` : `${what} ... (${seconds} s)`);
    timer = setTimeout(say, nextMs);
  };
  timer = setTimeout(say, firstMs);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
