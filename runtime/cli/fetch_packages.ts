/**
 * Makes sure that the npm packages of kernel, host and services are on this machine. It imports none of
 * them, so it can say that it fetches before anything is fetched.
 */
import { CodedError } from "../contract/errors.ts";
import { findDenoDir } from "../kernel/config/layout.ts";
import { missingPackages } from "./locked_packages.ts";
import { projectDir } from "./project_dir.ts";
import type { VerbContext } from "./verb.ts";

/** The modules of the processes of ours, besides that of `start`. */
export const ENTRIES = [
  "runtime/kernel/main.ts",
  "runtime/kernel/run_kernel.ts",
  "runtime/kernel/reader/main.ts",
  "runtime/kernel/reader/discovery.ts",
  "runtime/host/main.ts",
  "runtime/services/docker.ts",
  "runtime/services/inventory.ts",
  "runtime/services/manifests.ts",
];

/**
 * Fetches what is missing, and says so; does nothing, and needs no network, when nothing is.
 *
 * @throws {CodedError} `packages_unavailable`; Deno's own message is on standard error then.
 */
export async function fetchPackages({ env, output }: VerbContext): Promise<void> {
  const [dir, denoDir] = [projectDir(), findDenoDir(env)];
  const missing = await missingPackages(dir, denoDir);
  if (missing.length === 0) return;
  output.note(`First start: fetching ${missing.length} packages from npm into ${denoDir}`);
  const startMs = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--frozen", `--config=${dir}/deno.json`, ...ENTRIES],
    cwd: dir,
    env: { DENO_DIR: denoDir },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) {
    throw new CodedError("packages_unavailable", "Cannot fetch the npm packages", {
      hint:
        "The first start needs the npm registry, later ones no network; for a machine without a " +
        "network, deno task package makes an archive on another one",
    });
  }
  output.note(`Fetched in ${((performance.now() - startMs) / 1_000).toFixed(1)} s`);
}
