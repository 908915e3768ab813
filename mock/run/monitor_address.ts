import { CodedError, errorText } from "../../runtime/contract/errors.ts";

/** The address of the monitor. */
export interface MonitorAddress {
  readonly host: string;
  readonly port: number;
}

/** @throws {CodedError} `usage`, when nothing can listen at an address that a person named. */
export function checkHost(hostname: string): void {
  try {
    Deno.listen({ hostname, port: 0 }).close();
  } catch (cause) {
    throw new CodedError("usage", `Cannot use --host ${hostname}: nothing can listen there`, {
      hint: "It must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all",
      cause,
    });
  }
}

/**
 * Makes sure that the monitor can listen there before anything is started; port 0 takes a free one.
 *
 * @throws {CodedError} `usage` or `port_in_use`.
 */
export function monitorAddress({ host, port }: MonitorAddress): MonitorAddress {
  checkHost(host);
  try {
    const listener = Deno.listen({ hostname: host, port });
    const address = { host, port: listener.addr.port };
    listener.close();
    return address;
  } catch (cause) {
    const message = `Cannot listen on ${host}:${port}: ${errorText(cause)}`;
    const isTaken = cause instanceof Deno.errors.AddrInUse;
    throw new CodedError(isTaken ? "port_in_use" : "usage", message, {
      hint: "Give the monitor another port with --port, or 0 for any",
      cause,
    });
  }
}
