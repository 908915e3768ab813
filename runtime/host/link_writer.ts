import { concatenate } from "../wire/concatenate.ts";

/** The part of a pipe that the writer uses. */
export interface LinkTarget {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Writes to the link in order, many frames at once when they pile up. The kernel is trusted to read; if
 * it is gone, the end of standard input ends the host.
 */
export function createWriter(target: LinkTarget): { write: (bytes: Uint8Array) => void } {
  let waiting: Uint8Array[] = [];
  let isBusy = false;
  const drain = async () => {
    isBusy = true;
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
      if (!isBusy) drain().catch(ignoreClosedLink);
    },
  };
}

/** Standard input ends at the same moment, and the host with it. */
function ignoreClosedLink(error: unknown): void {
  if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
}
