import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { answerRequest, type App } from "./answer_request.ts";
import {
  CONNECTION_LIMITS,
  type ConnectionEvents,
  type ConnectionLimits,
  Connections,
} from "./connections.ts";
import { answerClientError } from "./answer_client_error.ts";
import { checkTls, type TlsPair } from "./check_tls.ts";
import { formatAddress, listenError } from "./listen_error.ts";
import { REQUEST_LIMITS } from "./limits.ts";
import { Turns } from "./turns.ts";
import { watchListener } from "./watch_listener.ts";

/** The address of a server, and the app that answers. */
export interface ServerOptions {
  /** An address of this machine; an IPv6 address with or without brackets. */
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly tls?: TlsPair;
  readonly app: App;
  readonly connections?: ConnectionEvents;
  readonly limits?: ConnectionLimits;
  /** Called when the system took the listener away; it is made again. */
  readonly onListenerLost?: (error: unknown) => void;
  /** The time that open requests may take once a shutdown began. */
  readonly shutdownGraceMs?: number;
}

/** A server that listens. */
export interface RunningServer {
  readonly hostname: string;
  readonly port: number;
  /** Takes no new connection, and ends those that are left after the grace. */
  shutdown(): Promise<void>;
}

const SHUTDOWN_GRACE_MS = 1_000;
const LISTEN_AGAIN_MS = 250;
const NO_EVENTS: ConnectionEvents = { open() {}, closed() {} };

/**
 * Listens and answers with the app, by node:http: Deno.serve knows no bound for connections and no
 * deadline. A listener that the system took away is made again on the same port.
 *
 * @throws {CodedError} `port_in_use`, `listen_failed` or `tls_invalid`.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { shutdownGraceMs = SHUTDOWN_GRACE_MS, onListenerLost = () => {} } = options;
  const { connections: events = NO_EVENTS, limits = CONNECTION_LIMITS } = options;
  const connections = new Connections({ events, limits });
  const hostname = options.hostname.replace(/^\[(.*)\]$/, "$1");
  let accepted = 0;
  let stopWatch = () => {};
  let isStopping = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let server = await listen(options.port);
  const address = boundTo(server);
  watch();
  const checks = setInterval(() => connections.check(), limits.checkMs);
  return { ...address, shutdown };

  async function listen(port: number): Promise<Server> {
    const made = await createFor(options, formatAddress(hostname, port));
    serveConnections(made, { app: options.app, connections, events, onAccepted: () => accepted++ });
    try {
      await listening(made, { host: hostname, port });
    } catch (error) {
      throw listenError(error, formatAddress(hostname, port));
    }
    return made;
  }

  function watch(): void {
    let isLost = false;
    const onLost = (error: Error) => {
      if (isLost || isStopping) return;
      isLost = true;
      stopWatch();
      onListenerLost(error);
      server.close();
      timer = setTimeout(listenAgain, LISTEN_AGAIN_MS);
    };
    server.on("error", onLost);
    stopWatch = watchListener({ ...address, accepted: () => accepted, onLost });
  }

  async function listenAgain(): Promise<void> {
    try {
      server = await listen(address.port);
    } catch {
      // There is still no descriptor: whoever asked was told that the listener is lost.
      timer = setTimeout(listenAgain, LISTEN_AGAIN_MS);
      return;
    }
    if (isStopping) server.close();
    else watch();
  }

  async function shutdown(): Promise<void> {
    isStopping = true;
    clearTimeout(timer);
    stopWatch();
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    connections.closeWaiting();
    const grace = setTimeout(() => connections.closeAll(), shutdownGraceMs);
    await closed;
    clearTimeout(grace);
    clearInterval(checks);
  }
}

async function createFor(
  { tls, limits = CONNECTION_LIMITS }: ServerOptions,
  address: string,
): Promise<Server> {
  const options = {
    connectionsCheckingInterval: limits.checkMs,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    // Idle connections are ours to end, and to count; 0 would end each after its first answer.
    keepAliveTimeout: limits.idleMs + 2 * limits.checkMs,
    // The app refuses what is half as large, with a sentence.
    maxHeaderSize: 2 * REQUEST_LIMITS.headerBytes,
  };
  if (!tls) return createServer(options);
  checkTls(tls, address);
  const https = await import("node:https");
  return https.createServer({ ...options, ...tls, handshakeTimeout: limits.headersMs });
}

function serveConnections(
  server: Server,
  { app, connections, events, onAccepted }: {
    app: App;
    connections: Connections;
    events: ConnectionEvents;
    onAccepted: () => void;
  },
): void {
  server.on("connection", (socket: Socket) => {
    onAccepted();
    const onClose = connections.add(keyOf(socket), () => socket.destroy());
    if (onClose) socket.once("close", onClose);
  });
  const turns = new Turns();
  server.on("request", (message, reply) => {
    const key = keyOf(message.socket);
    connections.asked(key);
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    reply.once("close", () => {
      connections.answered(key);
      resolve();
    });
    turns.take(message.socket, async () => {
      if (message.socket.destroyed) return;
      await answerRequest(app, message, reply, () => connections.streams(key));
      await closed;
    });
  });
  server.on("clientError", (error, socket) => answerClientError(error, socket as Socket, events));
}

/** With TLS the socket of a request is another than that of its connection; their client is not. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function listening(server: Server, where: { host: string; port: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(where, () => {
    server.off("error", reject);
    resolve();
  });
  return promise;
}

function boundTo(server: Server): { hostname: string; port: number } {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens on no port");
  return { hostname: address.address, port: address.port };
}
