import { fileURLToPath } from "node:url";

/** The paths of our own programs and packages, absolute. */
export interface OwnPlace {
  /** The folder that holds runtime/ and deno.json. */
  readonly projectDir: string;
  /** DENO_DIR of our own processes: where the npm packages are. */
  readonly denoDir: string;
  readonly denoPath: string;
}

/** The paths of one installation. All paths are absolute. */
export interface Layout extends OwnPlace {
  readonly pluginsDir: string;
  readonly stateDir: string;
  /** `<state>/staged/<plugin>/<digest>/`: the copies that run. */
  readonly stagedRoot: string;
  /** `<state>/transpiled/<plugin>/<digest>-<runtime>/`: read-only DENO_DIRs with their JavaScript. */
  readonly transpiledRoot: string;
  /** `<state>/manifests/<digest>.json`: manifests that were parsed. */
  readonly manifestsRoot: string;
  /** DENO_DIR of a guest that has none of those: empty and read-only, so that it is no channel. */
  readonly guestDenoDir: string;
  /** Import map of the guests, which gives them the SDK. */
  readonly importMap: string;
  /** Programs that system calls of guests pass, without a network and with one. */
  readonly callFilters: { readonly offline: string; readonly online: string };
  readonly lockFile: string;
}

/** Finds where our own programs and packages are. */
export function findOwnPlace(env: Readonly<Record<string, string>>): OwnPlace {
  return {
    projectDir: fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, ""),
    denoDir: findDenoDir(env),
    denoPath: Deno.execPath(),
  };
}

/** Derives the layout from the configured folders. */
export function makeLayout(options: {
  pluginsDir: string;
  stateDir: string;
  env: Readonly<Record<string, string>>;
}): Layout {
  const { pluginsDir, stateDir, env } = options;
  return {
    ...findOwnPlace(env),
    pluginsDir,
    stateDir,
    stagedRoot: `${stateDir}/staged`,
    transpiledRoot: `${stateDir}/transpiled`,
    manifestsRoot: `${stateDir}/manifests`,
    guestDenoDir: `${stateDir}/guest_deno_dir`,
    importMap: `${stateDir}/import_map.json`,
    callFilters: { offline: `${stateDir}/offline.bpf`, online: `${stateDir}/online.bpf` },
    lockFile: `${pluginsDir.slice(0, pluginsDir.lastIndexOf("/"))}/plugins.lock.json`,
  };
}

/** Deno's cache folder, by Deno's own rules on Linux. */
export function findDenoDir(env: Readonly<Record<string, string>>): string {
  if (env.DENO_DIR) return env.DENO_DIR;
  if (env.XDG_CACHE_HOME) return `${env.XDG_CACHE_HOME}/deno`;
  return `${env.HOME ?? "/root"}/.cache/deno`;
}
