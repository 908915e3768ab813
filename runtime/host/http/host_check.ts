import { isLoopback } from "../../contract/reach.ts";
import { answerText } from "./answer.ts";

/** The rules for the names that the server answers under. */
export interface HostCheckOptions {
  /** The address listened on. */
  readonly hostname: string;
  /** Names besides; `*` is any. */
  readonly allowedHosts?: readonly string[];
  /** True if a page of a browser could not use an answer, since clients prove who they are. */
  readonly isGuarded?: boolean;
}

/** Only this machine is meant by these. */
const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "::1"];

/** Endings that no public name has: RFC 6761, 6762 and 8375, ICANN's own, Kubernetes'. */
const PRIVATE_ENDING = /\.(?:localhost|local|internal|home\.arpa|svc)$/;

/**
 * The refusal of a `Host` that is not ours. A page on the web can point its own name at an address
 * of ours and then read what the browser gets from there (DNS rebinding); the name in `Host` gives
 * that away. It has to be a public name: whoever decides over other ones is in our network already.
 */
export function createHostCheck(
  { hostname, allowedHosts = [], isGuarded = false }: HostCheckOptions,
): (request: Request) => Response | undefined {
  const listenHost = withoutBrackets(hostname.toLowerCase());
  const names = new Set([...LOOPBACK_NAMES, listenHost, ...allowedHosts.map(normalize)]);
  const isLocal = isLoopback(listenHost);
  if (names.has("*") || (isGuarded && !isLocal)) return () => undefined;
  return (request) => {
    const host = normalize(request.headers.get("host") ?? parseAuthority(request.url));
    if (names.has(withoutBrackets(host)) || (!isLocal && isPrivate(host))) return undefined;
    return answerText(
      "Cannot answer for this Host header: a web page could have made up the name. " +
        "If it is a name of this server, add it to server.allowedHosts (LLM_MONITOR_SERVER_ALLOWED_HOSTS), " +
        "or have the proxy in front of it send `Host: localhost`",
      { status: 421 },
    );
  };
}

/** Returns whether a host is an address, or a name that no public name server answers for. */
function isPrivate(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || /^\[[\da-f:.]+\]$/.test(host) ||
    /^[a-z\d_-]+$/.test(host) || PRIVATE_ENDING.test(host);
}

function parseAuthority(url: string): string {
  return /^[a-z]+:\/\/([^/?#]*)/.exec(url)?.[1] ?? "";
}

/** Without port and the dot that ends a full name. */
function normalize(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
