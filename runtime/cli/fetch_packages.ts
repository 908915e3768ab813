/**
 * Makes sure that the npm packages of kernel, host and services are on this machine. It imports none of
 * them, so it can say that it fetches before anything is fetched.
 */
import { missingPackages } from "./locked_packages.ts";

/** The modules of the processes of ours, besides that of `start`. */
export const ENTRIES = [
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
