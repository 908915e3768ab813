import { hostname, userInfo } from "node:os";
import type { Config } from "../../contract/config.ts";
import { isRecord } from "../../contract/record.ts";
import type { KnownNames } from "./redactor.ts";
import { isSecretName } from "./secret_patterns.ts";

const MAX_SECRET_BYTES = 64 * 1024;
/** Names in /etc/hosts that every machine has. */
const USUAL_HOSTS = /^(?:localhost.*|ip6-.*|broadcasthost|host\.docker\.internal)$/;

/** Collects what must not get into a bundle: configured secrets, and the names of this machine. */
export async function findKnownNames(
  config: Config,
  env: Readonly<Record<string, string>>,
): Promise<KnownNames> {
  const named = Object.entries(env).filter(([name]) => isSecretName(name)).map(([, value]) =>
    value
  );
  const places = secretPlaces(config);
  const fromEnv = places.variables.map((name) => env[name] ?? "");
  const fromFiles = await Promise.all(places.files.map(readSecret));
  return {
    secrets: [...named, ...fromEnv, ...fromFiles].filter((secret) => secret !== ""),
    hosts: await hostNames(),
    users: [env.USER ?? "", userName()].filter((name) => name !== ""),
  };
}

/** Variables and files that the configuration names, wherever in it: `apiKeyEnv`, `bearerTokenFile`. */
function secretPlaces(value: unknown): { variables: string[]; files: string[] } {
  const places = { variables: [] as string[], files: [] as string[] };
  const look = (value: unknown) => {
    if (Array.isArray(value)) return value.forEach(look);
    if (!isRecord(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== "string") look(inner);
      else if (/Env$/.test(key)) places.variables.push(inner);
      else if (/File$/.test(key)) places.files.push(inner);
    }
  };
  look(value);
  return places;
}

/** A file that cannot be read leaks nothing. */
async function readSecret(path: string): Promise<string> {
  try {
    const { isFile, size } = await Deno.stat(path);
    return isFile && size <= MAX_SECRET_BYTES ? (await Deno.readTextFile(path)).trim() : "";
  } catch {
    return "";
  }
}

async function hostNames(): Promise<string[]> {
  const [hosts, resolver] = await Promise.all(
    ["/etc/hosts", "/etc/resolv.conf"].map(async (path) => {
      try {
        return await Deno.readTextFile(path);
      } catch {
        return "";
      }
    }),
  );
  const inHosts = (hosts ?? "").split("\n").flatMap((line) =>
    line.replace(/#.*/, "").trim().split(/\s+/).slice(1)
  );
  const domains = [...(resolver ?? "").matchAll(/^(?:search|domain)\s+(.+)$/gm)]
    .flatMap(([, names = ""]) => names.trim().split(/\s+/));
  const own = hostname();
  const all = [own, own.split(".")[0] ?? "", ...inHosts, ...domains];
  return [...new Set(all)].filter((name) => name.length > 2 && !USUAL_HOSTS.test(name));
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user of a container may have no name.
    return "";
  }
}
