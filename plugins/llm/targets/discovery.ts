import type { Target } from "./target.ts";

/** Nobody listens: a look costs one refused connection. */
const NOBODY_MS = 10_000;
/** Somebody else listens, and should not be bothered. */
const STRANGER_MS = 10 * 60_000;
/** Time for which a discovered server is still reported after it went away. */
const FORGET_MS = 24 * 3_600_000;

interface Seen {
  readonly atMs: number;
  readonly what: "nobody" | "stranger" | "server";
}

/**
 * Servers that are found by looking at addresses. One that was found stays a target for a day, so that
 * its end is told, as `up 0`; to watch one for good it has to be configured.
 */
export class Discovery {
  readonly #seen = new Map<string, Seen>();

  /** The addresses, such as 127.0.0.1:8000, that are to be asked now. */
  targets(addresses: readonly string[], taken: ReadonlySet<string>, nowMs: number): Target[] {
    const free = new Map(addresses.map((address) => [plainAddress(address), address]));
    return [...free].filter(([plain]) => !taken.has(plain)).map(([, address]) => address)
      .filter((address) => this.#isDue(address, nowMs))
      .map((address) => ({
        name: address,
        url: `http://${address}`,
        headers: {},
        isDiscovered: true,
      }));
  }

  /** Notes what is at an address. A server that does not answer is still one for a day. */
  saw(address: string, what: Seen["what"], nowMs: number): void {
    const known = this.#seen.get(address);
    const isKept = known?.what === "server" && what !== "server" &&
      nowMs - known.atMs < FORGET_MS;
    if (!isKept) this.#seen.set(address, { what, atMs: nowMs });
  }

  /** Returns whether there is, or was within the last day, a server at an address. */
  isServer(address: string): boolean {
    return this.#seen.get(address)?.what === "server";
  }

  #isDue(address: string, nowMs: number): boolean {
    const seen = this.#seen.get(address);
    if (seen === undefined || seen.what === "server") return true;
    return nowMs - seen.atMs >= (seen.what === "nobody" ? NOBODY_MS : STRANGER_MS);
  }
}

/** An address by which several names of this machine are the same. */
export function plainAddress(address: string): string {
  return address.replace(/^(?:localhost|\[::1\])(?=:\d+$)/, "127.0.0.1");
}

/** The address of a URL, with its port. */
export function readAddress(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return plainAddress(`${hostname}:${port || (protocol === "https:" ? "443" : "80")}`);
}
