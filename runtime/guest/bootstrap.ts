/**
 * The entry of every guest process. The plugin is loaded by a computed specifier, so that each module
 * of its graph is checked against --allow-read; as the entry it could import any file of the machine.
 */
import { CallError } from "../contract/errors.ts";
import { closeSurface } from "./close_surface.ts";
import { messagesFromHost, sendToHost } from "./pipe.ts";
import { serve } from "./serve.ts";

if (import.meta.main) {
  exitIfAlone();
  closeSurface();
  redirectConsole();
  outliveForgottenCalls();
  await serve({
    messages: messagesFromHost(),
    send: sendToHost,
    load: () => import(makeUrl(Deno.args[0] ?? "")),
  });
  // Timers and sockets that the plugin left open must not keep the process alive.
  Deno.exit(0);
}

/**
 * Ends where the kernel has ended meanwhile, and nobody would end this process any more: then nobody reads
 * its standard error. An empty line is passed over.
 */
function exitIfAlone(): void {
  try {
    Deno.stderr.writeSync(new Uint8Array([10]));
  } catch {
    Deno.exit(1);
  }
}

/** A folder's name may hold what means something else in a URL, such as # or %. */
function makeUrl(path: string): string {
  return `file://${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Standard output carries frames: whatever the plugin prints goes to standard error. */
function redirectConsole(): void {
  const sink = console;
  for (const name of ["debug", "dir", "info", "log", "table", "trace", "warn"] as const) {
    sink[name] = (...values: unknown[]) => sink.error(...values);
  }
}

/** A call that the plugin did not await and that was refused is told, and costs it nothing more. */
function outliveForgottenCalls(): void {
  addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof CallError)) return;
    event.preventDefault();
    const sink = console;
    sink.error(event.reason.message);
  });
}
