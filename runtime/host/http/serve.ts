import { settledWithin } from "../../async/settled_within.ts";
import { CodedError, errorText } from "../../contract/errors.ts";

/** What is listened on, and who answers. */
export interface ServerOptions {
  /** An address of this machine; an IPv6 address with or without brackets. */
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** PEM text. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly app: { fetch(request: Request): Response | Promise<Response> };
  /** Told when the system took the listener away; it is made again. */
  readonly onListenerLost?: (error: unknown) => void;
  /** How long requests that are being answered may take once a shutdown began. */
  readonly shutdownGraceMs?: number;
}

/** A server that listens. */
export interface RunningServer {
  readonly hostname: string;
  readonly port: number;
  /** Takes no new connection, and waits for requests to finish, no longer than the grace. */
  shutdown(): Promise<void>;
}

const SHUTDOWN_GRACE_MS = 1_000;
const LISTEN_AGAIN_MS = 250;

/**
 * Listens and answers with the app. Deno gives a listener up when the process has no descriptor left
 * for a connection, so that clients could end it: then it listens again on the same port.
 *
 * @throws {CodedError} `port_in_use`, `listen_failed` or `tls_invalid`.
 */
export function startServer(options: ServerOptions): RunningServer {
  const { shutdownGraceMs = SHUTDOWN_GRACE_MS, onListenerLost = () => {} } = options;
  let server = listen(options);
  let isStopping = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const { hostname, port } = server.addr;
  const watch = ({ finished }: { finished: Promise<void> }) => {
    finished.catch((error: unknown) => {
      if (isStopping) return;
      onListenerLost(error);
      // At once it would be lost at once.
      timer = setTimeout(listenAgain, LISTEN_AGAIN_MS);
    });
  };
  const listenAgain = () => {
    try {
      server = listen({ ...options, port });
      watch(server);
    } catch {
      // There is still no descriptor: whoever asked was told that the listener is lost.
      timer = setTimeout(listenAgain, LISTEN_AGAIN_MS);
    }
  };
  watch(server);
  return {
    hostname,
    port,
    shutdown: async () => {
      isStopping = true;
      clearTimeout(timer);
      // Deno cannot abort a server that shuts down; connections that are left end with the process.
      await settledWithin(server.shutdown(), shutdownGraceMs);
    },
  };
}

function listen({ hostname: written, port, tls, app }: ServerOptions) {
  const hostname = written.replace(/^\[(.*)\]$/, "$1");
  try {
    return Deno.serve({
      hostname,
      port,
      ...tls,
      onListen() {},
      onError: () => new Response("The answer could not be made\n", { status: 500 }),
    }, (request) => app.fetch(request));
  } catch (error) {
    throw listenError(error, { hostname, port, hasTls: tls !== undefined });
  }
}

function listenError(
  cause: unknown,
  { hostname, port, hasTls }: { hostname: string; port: number; hasTls: boolean },
): CodedError {
  const address = hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
  if (cause instanceof Deno.errors.AddrInUse) {
    return new CodedError("port_in_use", `Cannot listen on ${address}: the port is in use`, {
      hint: "Stop what listens there, or set another server.port (--port, LLM_MONITOR_SERVER_PORT)",
      cause,
    });
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    return listenFailed(`${address}: no interface of this machine has the address`, cause);
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return listenFailed(`${address}: the system does not let this user have the port`, cause);
  }
  if (hasTls && !isSystemError(cause)) {
    return new CodedError(
      "tls_invalid",
      `Cannot listen on ${address} with TLS: ${errorText(cause)}`,
      {
        hint: "Set server.tls.certFile and server.tls.keyFile to a PEM certificate and its own key",
        cause,
      },
    );
  }
  return listenFailed(`${address}: ${errorText(cause)}`, cause);
}

function listenFailed(why: string, cause: unknown): CodedError {
  return new CodedError("listen_failed", `Cannot listen on ${why}`, {
    hint: "Set server.host to an address of this machine, and server.port to 1024 or more",
    cause,
  });
}

/**
 * Errors of the socket carry the name of the system's error or of the look-up; a certificate's do
 * not.
 */
function isSystemError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof Deno.errors.NotCapable || error.message.includes("lookup address") ||
    ("code" in error && typeof error.code === "string");
}
