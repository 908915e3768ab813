/** The address at which the host answers. */
export function listenUrl(
  { hostname, port, isTls }: { hostname: string; port: number; isTls: boolean },
): string {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${isTls ? "https" : "http"}://${host}:${port}`;
}
