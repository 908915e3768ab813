import type { Link } from "./mounts.ts";

/** Folders of libraries; the loader's is a link into them on most systems. */
const LIBRARIES = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];
const LOADER_CACHE = "/etc/ld.so.cache";
const RESOLVER = ["/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf"];
const RESOLV_CONF = "/etc/resolv.conf";
/** The name of the time zone is read from where this leads. */
const LOCAL_TIME = "/etc/localtime";

/** The part of this system that every guest sees. */
export interface SystemView {
  /** Libraries. */
  readonly paths: readonly string[];
  /** The files that resolving names reads. */
  readonly resolverPaths: readonly string[];
  readonly links: readonly Link[];
}

/**
 * Deno asks where its own program is and where its stack lies, and ends where nothing tells it. What stands
 * there when the mounts are made is the process that becomes the guest. It has no other /proc.
 */
const OWN_PROCESS = ["/proc/self/maps", "/proc/self/statm"];
const OWN_PROGRAM: Link = { path: "/proc/self/exe", target: Deno.execPath() };

/** Finds libraries, and what tells addresses and the time zone. */
export async function readSystemView(): Promise<SystemView> {
  const found = await Promise.all([...LIBRARIES, LOCAL_TIME].map(readLink));
  const links = found.filter((link) => link !== undefined);
  const isLink = (path: string) => links.some((link) => link.path === path);
  return {
    paths: [...LIBRARIES.filter((path) => !isLink(path)), LOADER_CACHE, ...OWN_PROCESS],
    resolverPaths: [...RESOLVER, await resolverFolder()],
    links: [...links, ...await resolverLink(), OWN_PROGRAM],
  };
}

async function resolverLink(): Promise<Link[]> {
  const link = await readLink(RESOLV_CONF);
  return link === undefined ? [] : [link];
}

/**
 * Finds the name servers. Services that keep them beside the system's configuration replace the file, so
 * that only its folder shows the new one.
 */
async function resolverFolder(): Promise<string> {
  try {
    const file = await Deno.realPath(RESOLV_CONF);
    const folder = file.slice(0, file.lastIndexOf("/"));
    return folder === "/etc" || folder === "" ? file : folder;
  } catch {
    // There is none, or it leads nowhere.
    return RESOLV_CONF;
  }
}

async function readLink(path: string): Promise<Link | undefined> {
  try {
    return { path, target: await Deno.readLink(path) };
  } catch {
    // It is no link, or not there.
    return undefined;
  }
}
