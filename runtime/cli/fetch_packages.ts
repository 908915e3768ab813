/**
 * Makes sure that the npm packages of kernel, host and services are on this machine. It imports none of
 * them, so it can say that it fetches before anything is fetched.
 */

/** Packages that the processes of `start` import directly; the lock file names what comes with them. */
const PACKAGES = ["dockerode", "hono", "prom-client", "systeminformation", "yaml", "zod"];

/** The roots of what has to be there. */
const ENTRIES = [
  "runtime/kernel/main.ts",
  "runtime/host/main.ts",
  "runtime/services/docker.ts",
  "runtime/services/inventory.ts",
];

/** The source and the destination of the packages. */
export interface FetchOptions {
  /** The folder that holds deno.json. */
  readonly projectDir: string;
  readonly denoDir: string;
  /** Tells the person who waits. */
  readonly say: (line: string) => void;
}

/**
 * Fetches what is missing; does nothing, and needs no network, when nothing is.
 *
 * @returns false when they could not be fetched; Deno's own message is on standard error then.
 */
export async function fetchPackages({ projectDir, denoDir, say }: FetchOptions): Promise<boolean> {
  const missing = await missingPackages(projectDir, denoDir);
  if (missing.length === 0) return true;
  say(`First start: fetching ${missing.length} packages from npm into ${denoDir}`);
  const startMs = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--frozen", `--config=${projectDir}/deno.json`, ...ENTRIES],
    cwd: projectDir,
    env: { DENO_DIR: denoDir },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (success) say(`Fetched in ${((performance.now() - startMs) / 1_000).toFixed(1)} s`);
  return success;
}

interface LockFile {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, { readonly dependencies?: readonly string[] }>>;
}

/** Packages of the lock file that are not in the cache, as `name/version`. */
export async function missingPackages(projectDir: string, denoDir: string): Promise<string[]> {
  const lock = JSON.parse(await Deno.readTextFile(`${projectDir}/deno.lock`)) as LockFile;
  const registries = await folders(`${denoDir}/npm`);
  const packages = closure(lock);
  const areThere = await Promise.all(packages.map(async ({ name, version }) => {
    const places = registries.map((registry) => `${denoDir}/npm/${registry}/${name}/${version}`);
    return (await Promise.all(places.map(exists))).includes(true);
  }));
  return packages.filter((_, index) => !areThere[index])
    .map(({ name, version }) => `${name}/${version}`);
}

/** The packages and everything that they depend on. */
function closure(lock: LockFile): { name: string; version: string }[] {
  const ids = Object.keys(lock.npm);
  const open = PACKAGES.map((name) => ids.find((id) => parseName(id) === name) ?? name);
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const dependency of lock.npm[id]?.dependencies ?? []) {
      // A dependency is named without its version where only one is locked.
      open.push(
        ids.find((known) => known === dependency || parseName(known) === dependency) ?? dependency,
      );
    }
  }
  return [...seen].map((id) => ({ name: parseName(id), version: parseVersion(id) }));
}

/** `@scope/name@1.2.3_peer@4.5.6` is `@scope/name`. */
function parseName(id: string): string {
  const at = id.indexOf("@", 1);
  return at === -1 ? id : id.slice(0, at);
}

function parseVersion(id: string): string {
  const at = id.indexOf("@", 1);
  return at === -1 ? "" : id.slice(at + 1).split("_", 1)[0] ?? "";
}

async function folders(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
