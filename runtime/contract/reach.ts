/** Returns whether only this machine can reach a listener on the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Returns whether anybody in the network may read what is served, without saying who they are. */
export function isOpenToStrangers({ host, auth }: { host: string; auth?: unknown }): boolean {
  return auth === undefined && !isLoopback(host);
}
