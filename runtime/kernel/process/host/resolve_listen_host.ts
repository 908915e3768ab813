/** Facts about the address to listen on. */
export interface ListenHost {
  readonly address: string;
  /** Names of it: as it was written, and this machine's own. */
  readonly names: readonly string[];
}

/**
 * Looks up a name to listen on: the host's permission is for an address. A name that is none stays,
 * so that the host says why it cannot listen.
 */
export async function resolveListenHost(
  written: string,
  hostname: () => string = Deno.hostname,
): Promise<ListenHost> {
  const names = [written, readHostname(hostname)].filter((name) => name !== "");
  if (/^[\d.]+$/.test(written) || written.includes(":")) return { address: written, names };
  // Only a name needs it, and hardly anybody writes one.
  const { lookup } = await import("node:dns/promises");
  try {
    const { address } = await lookup(written, { order: "ipv4first" });
    return { address, names };
  } catch {
    return { address: written, names };
  }
}

function readHostname(hostname: () => string): string {
  try {
    return hostname();
  } catch {
    // It is only a convenience for clients that use it.
    return "";
  }
}
