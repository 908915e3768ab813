import { formatNetItem, targetOfUrl } from "./patterns/net_pattern.ts";

/** Addresses that are somebody's, as `host:port` with one name for all of loopback. */
export type ReservedAddresses = ReadonlyMap<string, ReadonlySet<string>>;

/** Everything of loopback is one machine: whoever listens at one name of a port is met under the others. */
const LOOPBACK = "loopback";
/** The owner of what the kernel itself uses; no plugin has this name. */
const KERNEL = "";

/**
 * Gathers the addresses that the operator wrote into the configuration of plugins, and the container
 * engine's. Another plugin may not have them for nothing: it could listen where a server should be, and be
 * handed the key that the owner sends along.
 */
export function reservedAddresses(
  configs: Readonly<Record<string, unknown>>,
  engine: string | undefined,
): ReservedAddresses {
  const reserved = new Map<string, Set<string>>();
  const reserve = (text: string, owner: string) => {
    const target = targetOfUrl(text.replace(/^tcp:/, "http:"));
    if (!target) return;
    const key = makeKey(formatNetItem(target));
    reserved.set(key, (reserved.get(key) ?? new Set()).add(owner));
  };
  for (const [plugin, config] of Object.entries(configs)) {
    for (const text of textsIn(config)) reserve(text, plugin);
  }
  if (engine !== undefined && !engine.startsWith("unix:")) reserve(engine, KERNEL);
  return reserved;
}

/** Returns whether an address is somebody else's. */
export function isReserved(reserved: ReservedAddresses, item: string, plugin: string): boolean {
  const owners = reserved.get(makeKey(item));
  return owners !== undefined && !owners.has(plugin);
}

function makeKey(item: string): string {
  const colon = item.lastIndexOf(":");
  const host = item.slice(0, colon);
  const isLoopback = /^127\.[\d.]+$|^\[::1\]$|^(?:[^.]+\.)*localhost$/.test(host);
  return `${isLoopback ? LOOPBACK : host}${item.slice(colon)}`;
}

/** Every text of a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
