import { isRecord } from "../../runtime/contract/record.ts";
import type { PageAnswer } from "../../runtime/cli/bundle/bundle.ts";

/** A server of the bundle, with the address that it has here. */
export interface Place {
  /** As it is written in the bundle: `host-1:8000`. */
  readonly host: string;
  readonly port: number;
  /** An address of this machine. */
  readonly address: string;
  readonly pages: readonly PageAnswer[];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const MAX_HOSTS = 250;

/**
 * Gives each server of a bundle an address of this machine. Nothing of a bundle is ever asked anywhere
 * else: what it names beyond this machine gets one of 127.77.0.0/24.
 */
export function placeServers(pages: readonly PageAnswer[]): Place[] {
  const byServer = Map.groupBy(pages, ({ url }) => new URL(url).host);
  const addresses = new Map<string, string>();
  return [...byServer].flatMap(([, pages]) => {
    const { hostname: host, port } = new URL(pages[0]?.url ?? "");
    if (!addresses.has(host) && addresses.size >= MAX_HOSTS) return [];
    const own = LOOPBACK.test(host) ? "127.0.0.1" : `127.77.0.${addresses.size + 1}`;
    const address = addresses.get(host) ?? own;
    addresses.set(host, address);
    return [{ host, port: Number(port || 80), address, pages }];
  });
}

/** Puts the addresses of this machine where a value names servers of the bundle. */
export function moveServers(value: unknown, places: readonly Place[]): unknown {
  if (typeof value === "string") return moveText(value, places);
  if (Array.isArray(value)) return value.map((item) => moveServers(item, places));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, moveServers(inner, places)]),
  );
}

function moveText(text: string, places: readonly Place[]): string {
  let moved = text;
  for (const { host, address } of places) {
    if (LOOPBACK.test(host)) continue;
    moved = moved.replaceAll(
      new RegExp(`(?<![\\w.-])${RegExp.escape(host)}(?![\\w-])`, "g"),
      address,
    );
  }
  return moved;
}
