/** A port that another program has, or that another mock keeps for a server of its own. */
export class PortTaken extends Error {
  override name = "PortTaken";
  readonly hostname: string;
  readonly port: number;

  constructor({ hostname, port }: { hostname: string; port: number }, cause?: unknown) {
    super(`Cannot listen on ${hostname}:${port}: it is taken`, { cause });
    this.hostname = hostname;
    this.port = port;
  }
}
