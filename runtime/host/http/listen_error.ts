import { CodedError, errorText } from "../../contract/errors.ts";

/** The address as people write it. */
export function formatAddress(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

/** Says why an address cannot be listened on: `port_in_use` or `listen_failed`. */
export function listenError(cause: unknown, address: string): CodedError {
  switch (cause instanceof Error && "code" in cause ? cause.code : undefined) {
    case "EADDRINUSE":
      return new CodedError("port_in_use", `Cannot listen on ${address}: the port is in use`, {
        hint:
          "Stop the program that listens there, or set another server.port (--port, LLM_MONITOR_SERVER_PORT)",
        cause,
      });
    // Deno says EINVAL where the system said EADDRNOTAVAIL.
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return listenFailed(`${address}: no interface of this machine has the address`, cause);
    case "ENOTFOUND":
      return listenFailed(`${address}: no host has this name or address`, cause);
    case "EACCES":
      return listenFailed(`${address}: the system does not let this user use the port`, cause);
    default:
      return listenFailed(`${address}: ${errorText(cause)}`, cause);
  }
}

function listenFailed(why: string, cause: unknown): CodedError {
  return new CodedError("listen_failed", `Cannot listen on ${why}`, {
    hint: "Set server.host to an address of this machine, and server.port to 1024 or more",
    cause,
  });
}
