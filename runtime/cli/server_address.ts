import type { Config } from "../contract/config.ts";
import { urlHost } from "./url_host.ts";

/** Returns where to reach a server that listens there: an address that means "all" is none to ask. */
export function toAddress({ host, port, tls }: Config["server"]): string {
  return `${tls ? "https" : "http"}://${urlHost(host)}:${port}`;
}
