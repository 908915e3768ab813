/**
 * APIs of Deno that no plugin gets, because they need no permission, or a grant for something else allows
 * them. What a permission decides stays: there the permission is the better guard.
 */

/** Built-in modules, each also under its name without `node:`. */
export const CLOSED_BUILTINS: readonly string[] = [
  // Files in memory that are files on the disk.
  "sqlite",
  // Debuggers, and modules that look into the process.
  "inspector",
  "inspector/promises",
  "repl",
  "trace_events",
  "v8",
  "wasi",
  // A way to every other built-in module.
  "module",
  // Threads, in which what is closed here would be open.
  "worker_threads",
  "cluster",
  // Servers. A plugin asks by fetch, WebSocket, Deno.connect and Deno.connectTls.
  "net",
  "http",
  "https",
  "http2",
  "tls",
  "dgram",
  "_http_agent",
  "_http_common",
  "_http_outgoing",
  "_http_server",
  "_tls_common",
  "_tls_wrap",
  // No collection needs these.
  "test",
  "test/reporters",
];

/** Properties of `Deno`, besides its internal symbol. */
export const CLOSED_DENO: readonly string[] = [
  "listen",
  "listenTls",
  "listenDatagram",
  "serve",
  "serveHttp",
  "upgradeWebSocket",
  "telemetry",
];

/** Properties of the global object; those that begin with `GPU` are closed, too. */
export const CLOSED_GLOBALS: readonly string[] = [
  // A worker begins with everything that is closed here.
  "Worker",
  // Decoders of images, and canvases on the graphics card.
  "createImageBitmap",
  "ImageBitmap",
  "ImageBitmapRenderingContext",
  "OffscreenCanvas",
  // They read standard input, which carries frames.
  "alert",
  "confirm",
  "prompt",
];

/** Properties of `navigator`. */
export const CLOSED_NAVIGATOR: readonly string[] = ["gpu"];

/** Properties of `process`. */
export const CLOSED_PROCESS: readonly string[] = [
  "binding",
  "getBuiltinModule",
  "dlopen",
  "mainModule",
  "_debugProcess",
  "_debugEnd",
  "_eval",
  "_getActiveHandles",
  "_getActiveRequests",
  "_kill",
  "loadEnvFile",
];

/** Returns the entries of an import map that lead from each closed module to nowhere. */
export function closedImports(): Record<string, string> {
  return Object.fromEntries(
    CLOSED_BUILTINS.flatMap((name) => {
      const nowhere = `file:///closed-to-plugins/${name}`;
      return [[name, nowhere], [`node:${name}`, nowhere]];
    }),
  );
}
