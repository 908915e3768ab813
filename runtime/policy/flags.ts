import { CodedError } from "../contract/errors.ts";
import type { Grant } from "../contract/grant.ts";
import { formatNetItem } from "./patterns/net_pattern.ts";

const MIB = 1024 * 1024;

/**
 * V8's flags of our own processes: a young generation of two megabytes keeps each 10 MB smaller, and
 * as fast. All have the same flags, since V8 takes compiled code from Deno's cache only if it was made
 * under the same ones; else each would make it anew at every start.
 */
export const OWN_V8_FLAGS = "--v8-flags=--max-semi-space-size=2";

/**
 * Variables of glibc's allocator, for all of our processes: one arena instead of one for each thread, most
 * of which lie half empty, and memory that was freed goes back to the machine in small pieces, too.
 */
export const ALLOCATOR_ENV = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_TOP_PAD_: "65536",
  MALLOC_TRIM_THRESHOLD_: "65536",
} as const;

/** Returns the flags by which modules are found, when a guest runs and when it is transpiled: in files alone. */
export function resolutionFlags(importMap: string): string[] {
  return [
    "--quiet",
    "--no-config",
    "--no-lock",
    "--no-remote",
    "--no-npm",
    "--node-modules-dir=none",
    `--import-map=${importMap}`,
  ];
}

/** The inputs of a guest's flags. Paths are absolute. */
export interface GuestFlagOptions {
  /** The plugin's name. */
  readonly name: string;
  readonly grant: Grant;
  /** The staged copy, and our own code that a guest runs. */
  readonly readPaths: readonly string[];
  readonly importMap: string;
  readonly memoryBytes: number;
  /** The port that the host listens on; 0 when it is not known. */
  readonly ownPort: number;
}

/** The inputs of the host's flags. Paths are absolute. */
export interface HostFlagOptions {
  /** The address that it listens on; undefined when it does not. */
  readonly listen: { readonly host: string; readonly port: number } | undefined;
  readonly configFile: string;
  readonly lockFile: string;
}

/**
 * The flags of `deno run` for a guest, in a fixed order. What is granted is all there is: there are
 * no flags for write, run, sys, ffi or import. Its facts and commands are kernel calls, not flags.
 *
 * @throws {CodedError} `state_dir_unusable` when a path holds a comma, for which the flags have no
 * escape: the path would be read as two.
 */
export function guestFlags(options: GuestFlagOptions): string[] {
  const { grant, name, ownPort } = options;
  const reads = [...options.readPaths, ...grant.read];
  const withComma = reads.find((path) => path.includes(","));
  if (withComma !== undefined) {
    throw new CodedError(
      "state_dir_unusable",
      `Cannot start plugin "${name}": the path "${withComma}" contains a comma, which Deno's ` +
        "permission flags cannot carry",
      { hint: "Move or rename the folder, or set state.dir in config.yaml to another" },
    );
  }
  return [
    ...resolutionFlags(options.importMap),
    "--cached-only",
    "--no-prompt",
    `--location=https://${name}.invalid`,
    `--v8-flags=--max-heap-size=${Math.floor(options.memoryBytes / MIB)}`,
    // Variables that are not granted read as undefined, where most libraries expect no error.
    "--ignore-env",
    ...allow("env", grant.env),
    ...allow("read", reads),
    ...allow("net", grant.net),
    ...(grant.net.length > 0 ? [`--deny-net=${deniedTargets(ownPort).join(",")}`] : []),
  ];
}

/** The flags of `deno run` for the host: it may listen at one address, and nothing else. */
export function hostFlags({ listen, configFile, lockFile }: HostFlagOptions): string[] {
  return [
    "--quiet",
    OWN_V8_FLAGS,
    "--no-prompt",
    `--config=${configFile}`,
    `--lock=${lockFile}`,
    "--frozen",
    "--no-remote",
    "--cached-only",
    "--node-modules-dir=none",
    ...(listen ? allow("net", [formatNetItem(listen)]) : []),
  ];
}

/** A permission without items would be the whole permission, so an empty list gives no flag. */
function allow(kind: "env" | "net" | "read", items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`--allow-${kind}=${[...new Set(items)].join(",")}`];
}

/**
 * Returns what a granted name must not resolve to. A deny flag is no ceiling, since a more specific allow
 * wins; what a manifest writes out was refused before. Deno takes no IPv6 ranges, so fe80::/10
 * cannot stand here.
 */
function deniedTargets(ownPort: number): string[] {
  const ports = ownPort === 0 ? [9229] : [9229, ownPort];
  return [
    "169.254.0.0/16",
    "0.0.0.0/8",
    "[::]",
    ...ports.flatMap((port) => [`127.0.0.0/8:${port}`, `[::1]:${port}`]),
  ];
}
