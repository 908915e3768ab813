import { EXIT } from "../../runtime/cli/exit_codes.ts";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";

const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.ok, SIGHUP: EXIT.ok } as const;

/** The exit code of the first signal that comes; `stop` ends the waiting. */
export function untilSignal(): { readonly signalled: Promise<ExitCode>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<ExitCode>();
  const handlers = Object.entries(SIGNALS).map(([signal, code]) => {
    const handler = () => resolve(code);
    Deno.addSignalListener(signal as Deno.Signal, handler);
    return [signal as Deno.Signal, handler] as const;
  });
  return {
    signalled: promise,
    stop: () => {
      for (const [signal, handler] of handlers) Deno.removeSignalListener(signal, handler);
    },
  };
}
