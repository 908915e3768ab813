import { CodedError } from "../../contract/errors.ts";
import type { Dependency } from "./dependencies.ts";

/** The part of deno.lock that is read. */
export interface LockFile {
  /** `npm:zod@4.6.7` to `4.6.7`. */
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<
    Record<string, { readonly integrity: string; readonly dependencies?: readonly string[] }>
  >;
}

/** The project as a list of parts says it. */
export interface SbomOptions {
  readonly lock: LockFile;
  readonly version: string;
  readonly denoVersion: string;
  readonly dependencies: Readonly<Record<string, Dependency>>;
}

type Parts = { readonly name: string; readonly version: string };

/**
 * Makes a CycloneDX 1.6 document of everything that deno.lock pins: names, versions, hashes, who needs
 * whom, and whether a running monitor loads it. It holds no time and no number of its own, so that the
 * same lock file gives the same document.
 *
 * @throws {CodedError} `internal` when the lock file names what it does not hold.
 */
export function makeSbom({ lock, version, denoVersion, dependencies }: SbomOptions): unknown {
  const root = `pkg:generic/llm-monitor@${version}`;
  const roots = Object.entries(lock.specifiers).map(([specifier, resolved]) => {
    const { name } = splitKey(specifier.replace(/^npm:/, ""));
    return { name, key: keyOf(lock, name, resolved) };
  });
  const needed = reachable(
    lock,
    roots.filter(({ name }) => dependencies[name]?.use === "runtime").map(({ key }) => key),
  );
  const keys = Object.keys(lock.npm).sort();
  const byPurl = Map.groupBy(keys, (key) => toPurl(splitKey(key)));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", "bom-ref": root, name: "llm-monitor", version },
    },
    components: [
      {
        type: "platform",
        "bom-ref": `pkg:generic/deno@${denoVersion}`,
        name: "deno",
        version: denoVersion,
      },
      ...[...byPurl].map(([purl, [key = ""]]) => makeComponent(lock, key, purl, needed.has(key))),
    ],
    dependencies: [
      { ref: root, dependsOn: distinct(roots.map(({ key }) => toPurl(splitKey(key)))) },
      ...[...byPurl].map(([purl, owned]) => ({
        ref: purl,
        dependsOn: distinct(
          owned.flatMap((key) => neededBy(lock, key)).map((key) => toPurl(splitKey(key))),
        ),
      })),
    ],
  };
}

function makeComponent(lock: LockFile, key: string, purl: string, isNeeded: boolean): unknown {
  const { name, version } = splitKey(key);
  const [, scope, bare = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  return {
    type: "library",
    "bom-ref": purl,
    ...(scope === undefined ? {} : { group: scope }),
    name: bare,
    version,
    scope: isNeeded ? "required" : "excluded",
    hashes: [{ alg: "SHA-512", content: decodeIntegrity(lock.npm[key]?.integrity ?? "") }],
    purl,
  };
}

/** `@a/b@1.0.0_peer@2.0.0` is `@a/b` of version 1.0.0. */
function splitKey(key: string): Parts {
  const [, name = "", version = ""] = /^(@?[^@]+)@([^_]+)/.exec(key) ?? [];
  return { name, version };
}

function toPurl({ name, version }: Parts): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** The key of a package by its name, and by what its version begins with where there are several. */
function keyOf(lock: LockFile, name: string, version = ""): string {
  const found = Object.keys(lock.npm).find((key) => key.startsWith(`${name}@${version}`));
  if (found !== undefined) return found;
  throw new CodedError("internal", `Cannot list the parts: deno.lock has no ${name}@${version}`);
}

function neededBy(lock: LockFile, key: string): string[] {
  return (lock.npm[key]?.dependencies ?? []).map((dependency) => {
    const { name, version } = splitKey(dependency);
    return keyOf(lock, name || dependency, version);
  });
}

function reachable(lock: LockFile, roots: readonly string[]): Set<string> {
  const seen = new Set(roots);
  for (const key of seen) for (const next of neededBy(lock, key)) seen.add(next);
  return seen;
}

function decodeIntegrity(integrity: string): string {
  return Uint8Array.fromBase64(integrity.replace(/^sha512-/, "")).toHex();
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
