/** Addresses of hosts as an inventory has them: a name or an address, with a port or without. */

/** A host, and the port where one is written. */
export interface FleetAddress {
  /** In lower case; an IPv6 address in its shortest form, without brackets. */
  readonly host: string;
  readonly port: number | undefined;
}

const NAME = /^(?=.{1,253}$)[a-z\d](?:[a-z\d_-]{0,62})(?:\.[a-z\d](?:[a-z\d_-]{0,62}))*\.?$/;
const LOOKS_IPV4 = /^[\d.]+$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Parses `10.0.0.7`, `gpu-1:8091`, `[fd00::7]:8090` or `fd00::7`; undefined when it is none. */
export function parseFleetAddress(text: string): FleetAddress | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ??
    [undefined, text];
  const host = bracketed === undefined ? plainHost(plain ?? "") : shortIpv6(bracketed);
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || (port !== undefined && !isPort(port))) return undefined;
  return { host, port };
}

/** Returns whether an address means every interface, which is none to ask. */
export function isEveryInterface({ host }: FleetAddress): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Writes host and port as one, as Prometheus has its targets. */
export function formatTarget(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

function plainHost(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (LOOKS_IPV4.test(lower)) return IPV4.test(lower) ? lower : undefined;
  return NAME.test(lower) ? lower.replace(/\.$/, "") : undefined;
}

function shortIpv6(text: string): string | undefined {
  return /^[\da-f:.]+$/i.test(text) && text.includes(":")
    ? URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1)
    : undefined;
}
