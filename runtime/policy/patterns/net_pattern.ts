/** A place on the network. An IPv6 host stands without its brackets. */
export interface NetTarget {
  readonly host: string;
  readonly port: number;
}

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const SCHEME_PORTS: Readonly<Record<string, number>> = {
  "http:": 80,
  "ws:": 80,
  "https:": 443,
  "wss:": 443,
};

/** The sources of a placeholder such as `{targets}` or `{targets.apiKeyEnv}`. */
export interface Placeholder {
  /** The key of the plugin's config. */
  readonly key: string;
  /** The field of each item of a list of objects. */
  readonly field?: string;
}

/** Reads an item that is a placeholder; undefined of any other. */
export function parsePlaceholder(item: string): Placeholder | undefined {
  const word = "[a-z][A-Za-z0-9]{0,63}";
  const match = new RegExp(`^\\{(${word})(?:\\.(${word}))?\\}$`).exec(item);
  const [, key, field] = match ?? [];
  if (key === undefined) return undefined;
  return field === undefined ? { key } : { key, field };
}

/** Reads `host:port` or `[IPv6]:port` into its canonical parts; undefined when it is neither. */
export function parseNetItem(item: string): NetTarget | undefined {
  const match = /^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253}):([1-9]\d{0,4})$/.exec(item);
  const host = canonicalHost(match?.[1] ?? "");
  const port = Number(match?.[2]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

/** Writes a target as an item: `127.0.0.1:8000`, `[::1]:8000`. */
export function formatNetItem({ host, port }: NetTarget): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Says what is wrong with an item of `permissions.net`: a literal host and port, or a placeholder.
 * Undefined when nothing is.
 */
export function checkNetItem(item: string): string | undefined {
  return parsePlaceholder(item) !== undefined || parseNetItem(item) !== undefined
    ? undefined
    : "must be one host and one port such as 127.0.0.1:8000 or [::1]:8000, without wildcards, or " +
      "a placeholder such as {targets}";
}

/** The target that a URL or `host:port` of the operator's config leads to; undefined of others. */
export function targetOfUrl(text: string): NetTarget | undefined {
  if (!text.includes("://")) return parseNetItem(text);
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const port = url.port || SCHEME_PORTS[url.protocol];
  return port === undefined ? undefined : parseNetItem(`${url.hostname}:${port}`);
}

/**
 * Returns whether an item of a policy list covers a concrete one. In the policy `*` may stand for the host,
 * for the port, or alone for everything. An item that cannot be read covers nothing.
 */
export function coversNet(policyItem: string, item: string): boolean {
  const target = parseNetItem(item);
  if (!target) return false;
  if (policyItem === "*") return true;
  const colon = policyItem.lastIndexOf(":");
  const host = policyItem.slice(0, Math.max(colon, 0));
  const port = policyItem.slice(colon + 1);
  return (host === "*" || canonicalHost(host) === target.host) &&
    (port === "*" || port === String(target.port));
}

/**
 * Returns why no plugin may ever reach a target, whatever the policy says; undefined when the policy
 * decides. `ownPort` is the port that the host listens on, 0 when it is not known.
 */
export function forbiddenTarget({ host, port }: NetTarget, ownPort: number): string | undefined {
  if (/^0\.[\d.]+$/.test(host) || host === "::") {
    return "it stands for every address of this machine";
  }
  if (/^169\.254\.[\d.]+$/.test(host) || /^fe[89ab][0-9a-f]:/.test(host)) {
    return "it is a link-local address, where clouds hand out credentials";
  }
  if (!isLoopback(host)) return undefined;
  if (port === ownPort) return "it is the port of llm-monitor itself";
  return port === 9229 ? "it is the port of the V8 inspector" : undefined;
}

function isLoopback(host: string): boolean {
  return /^127\.[\d.]+$/.test(host) || host === "::1" || host === "localhost" ||
    host.endsWith(".localhost");
}

function canonicalHost(text: string): string | undefined {
  if (text.startsWith("[")) return canonicalIpv6(text);
  const host = text.toLowerCase();
  const labels = host.split(".");
  // The URL parser, and so fetch, reads a host that ends in a number as an IPv4 address: 127.1,
  // 0x7f.1 and 2130706433 are all loopback. Only the dotted form is taken.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels[labels.length - 1] ?? "")) {
    const isDotted = labels.length === 4 &&
      labels.every((label) => /^(?:0|[1-9]\d{0,2})$/.test(label) && Number(label) <= 255);
    return isDotted ? host : undefined;
  }
  return labels.every((label) => LABEL.test(label)) ? host : undefined;
}

function canonicalIpv6(text: string): string | undefined {
  if (!URL.canParse(`http://${text}/`)) return undefined;
  const host = new URL(`http://${text}/`).hostname.slice(1, -1);
  // IPv4 in IPv6 clothes would be a second name of a target, past the rules for the first.
  return host.startsWith("::ffff:") ? undefined : host;
}
