import { CodedError, errorText } from "../../runtime/contract/errors.ts";
import { checkHost } from "./check_host.ts";

/** Where the monitor will listen. */
export interface MonitorAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Looks whether the monitor will be able to listen there, before anything is started; 0 takes a free port.
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
