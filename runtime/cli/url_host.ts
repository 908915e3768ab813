/** An address to listen at, as somebody asks it: one that means "all" is none to ask. */
export function urlHost(hostname: string): string {
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "::1" }[hostname] ?? hostname;
  return reachable.includes(":") ? `[${reachable}]` : reachable;
}
