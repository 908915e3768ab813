import { CodedError, errorText } from "../../runtime/contract/errors.ts";
import { askServer } from "../../runtime/cli/ask_server.ts";
import { checkHost } from "./check_host.ts";
import { urlHost } from "./url_host.ts";

const TIMEOUT_MS = 2_000;

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

/** Whether the monitor has looked once at everything. */
export async function isReady({ host, port }: MonitorAddress): Promise<boolean> {
  try {
    const { status } = await askServer(
      new URL(`http://${urlHost(host)}:${port}/ready`),
      TIMEOUT_MS,
    );
    return status === 200;
  } catch {
    // It does not listen yet, or is too busy to answer in time.
    return false;
  }
}
