import { VERSION } from "../../contract/version.ts";
import { DEPENDENCIES } from "./dependencies.ts";
import { makeSbom } from "./make_sbom.ts";
import type { LockFile } from "./make_sbom.ts";

/** Makes the list of parts of a project, from its lock file. */
export async function readSbom(projectDir: string): Promise<unknown> {
  const lock = JSON.parse(await Deno.readTextFile(`${projectDir}/deno.lock`)) as LockFile;
  const denoVersion = Deno.version.deno;
  return makeSbom({ lock, version: VERSION, denoVersion, dependencies: DEPENDENCIES });
}
