import { EXIT } from "../../runtime/cli/exit_codes.ts";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";

const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.ok, SIGHUP: EXIT.ok } as const;

/** The exit code of the first signal that comes before all is cleaned up. */
export function untilSignal(cleanup: AsyncDisposableStack): Promise<ExitCode> {
  const { promise, resolve } = Promise.withResolvers<ExitCode>();
  for (const [name, code] of Object.entries(SIGNALS)) {
    const [signal, handler] = [name as Deno.Signal, () => resolve(code)];
    Deno.addSignalListener(signal, handler);
    cleanup.defer(() => Deno.removeSignalListener(signal, handler));
  }
  return promise;
}
