import { Interrupted } from "./exit_codes.ts";

/**
 * Does work that Ctrl-C ends in an orderly way: its signal is aborted, so that it can tidy up.
 *
 * @throws {Interrupted} when the work is ended so, or has ended although it was.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const interrupt = () => stopping.abort(new Interrupted());
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    const result = await work(stopping.signal);
    stopping.signal.throwIfAborted();
    return result;
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
}
