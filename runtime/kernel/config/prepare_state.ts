import { pathToFileURL } from "node:url";
import { closedImports } from "../../contract/closed_surface.ts";
import { CodedError, errorText } from "../../contract/errors.ts";
import { writeOwnFile } from "../disk/own_file.ts";
import { claimFolder, claimStateFolder, requireOwnFolders } from "../disk/own_folder.ts";
import { readTrust } from "../disk/who_may_write.ts";
import type { Trust } from "../disk/who_may_write.ts";
import type { Layout } from "./layout.ts";

/** A file of the state folder that does not change while the monitor runs. */
export interface StateFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Makes the state folder ready: staged copies, the guests' read-only DENO_DIR, their import map. What is
 * there already is used only where it is ours.
 *
 * @param files what else guests are started with.
 * @throws {CodedError} `state_dir_unusable`, `state_dir_unsafe`.
 */
export async function prepareState(
  layout: Layout,
  files: readonly StateFile[] = [],
): Promise<void> {
  try {
    await claimStateFolder(layout.stateDir);
    const trust = await readTrust();
    for (const root of [layout.stagedRoot, layout.transpiledRoot]) {
      await claimFolder(root, 0o755, trust);
      await requireOwnFolders(root, trust);
    }
    await claimFolder(layout.manifestsRoot, 0o700, trust);
    await claimFolder(layout.guestDenoDir, 0o555, trust);
    await emptyClosed(layout.guestDenoDir);
    await writeImportMap(layout, trust);
    for (const { path, bytes } of files) await writeOwnFile(path, bytes, trust);
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw new CodedError(
      "state_dir_unusable",
      `Cannot use the state folder ${layout.stateDir}: ${errorText(cause)}`,
      { cause, hint: "Make it writable, or set LLM_MONITOR_STATE_DIR to a folder that is" },
    );
  }
}

/** Deno would believe a cache of code that someone left in the folder while it could be written. */
async function emptyClosed(dir: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  if (entries.length === 0) return;
  await Deno.chmod(dir, 0o755);
  for (const { name } of entries) await Deno.remove(`${dir}/${name}`, { recursive: true });
  await Deno.chmod(dir, 0o555);
}

async function writeImportMap(layout: Layout, trust: Trust): Promise<void> {
  const sdk = pathToFileURL(`${layout.projectDir}/runtime/sdk/mod.ts`).href;
  const text = JSON.stringify({ imports: { "@llm-monitor/sdk": sdk, ...closedImports() } });
  await writeOwnFile(layout.importMap, new TextEncoder().encode(text), trust);
}
