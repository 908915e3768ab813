import type { ParsedArguments } from "../../runtime/cli/parse_arguments.ts";
import { CodedError, errorText } from "../../runtime/contract/errors.ts";
import { readNumber } from "../cli/number_flags.ts";

/** The address of the monitor. */
export interface MonitorAddress {
  readonly host: string;
  readonly port: number;
}

const DEFAULT = { host: "127.0.0.1", port: 8090 } as const;
/** The monitor's own variables, which say the same of the real one. */
const VARIABLES = { host: "LLM_MONITOR_SERVER_HOST", port: "LLM_MONITOR_SERVER_PORT" } as const;

/**
 * Returns the address that was asked for: by a flag, else by the monitor's own variables.
 *
 * @throws {CodedError} `usage` for a port that is none.
 */
export function requestedAddress(
  parsed: ParsedArguments,
  env: Readonly<Record<string, string>>,
): MonitorAddress {
  const host = parsed.values.get("host") || env[VARIABLES.host] || DEFAULT.host;
  const port = readNumber(parsed, "port");
  if (port !== undefined) return { host, port };
  const text = env[VARIABLES.port] || String(DEFAULT.port);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return { host, port: Number(text) };
  throw new CodedError(
    "usage",
    `Cannot use ${VARIABLES.port}=${text}: it must be a whole number from 0 to 65535`,
  );
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
