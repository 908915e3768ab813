import { setImmediate } from "node:timers";
import { concatenate } from "../wire/concatenate.ts";

/** The part of a pipe that the writer uses. */
export interface LinkTarget {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Writes to the link in order. Frames of one turn of the loop, with all that its promises lead to, go out in
 * one write, which wakes the kernel once. The kernel is trusted to read; if it is gone, the end of
 * standard input ends the host.
 */
export function createWriter(target: LinkTarget): { write: (bytes: Uint8Array) => void } {
  let waiting: Uint8Array[] = [];
  let isBusy = false;
  const drain = async () => {
    while (waiting.length > 0) {
      const bytes = concatenate(waiting);
      waiting = [];
      await target.write(bytes);
    }
    isBusy = false;
  };
  return {
    write: (bytes) => {
      waiting.push(bytes);
      if (isBusy) return;
      isBusy = true;
      setImmediate(() => drain().catch(ignoreClosedLink));
    },
  };
}

/** Standard input ends at the same moment, and the host with it. */
function ignoreClosedLink(error: unknown): void {
  if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
}
