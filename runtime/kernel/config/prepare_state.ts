import { pathToFileURL } from "node:url";
import { closedImports } from "../../contract/closed_surface.ts";
import { CodedError, errorText } from "../../contract/errors.ts";
import {
  claimFolder,
  claimStateFolder,
  requireOwn,
  requireOwnFolders,
} from "../disk/own_folder.ts";
import { tryLstat } from "../disk/walk_path.ts";
import { readTrust } from "../disk/who_may_write.ts";
import type { Trust } from "../disk/who_may_write.ts";
import type { Layout } from "./layout.ts";

/** Guests of root are other users, and read it. */
const MAP_MODE = 0o644;

/**
 * Makes the state folder ready: staged copies, the guests' read-only DENO_DIR, their import map. What is
 * there already is used only where it is ours.
 *
 * @throws {CodedError} `state_dir_unusable`, `state_dir_unsafe`.
 */
export async function prepareState(layout: Layout): Promise<void> {
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
  const info = await tryLstat(layout.importMap);
  if (info) requireOwn(layout.importMap, info, trust, "file");
  const sdk = pathToFileURL(`${layout.projectDir}/runtime/sdk/mod.ts`).href;
  const text = JSON.stringify({ imports: { "@llm-monitor/sdk": sdk, ...closedImports() } });
  // A start on a full disk needs no room for what is there.
  if (info && await Deno.readTextFile(layout.importMap) === text) {
    if (((info.mode ?? 0) & 0o7777) !== MAP_MODE) await Deno.chmod(layout.importMap, MAP_MODE);
    return;
  }
  // Renamed into place: another instance may be reading it.
  const temporary = `${layout.importMap}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(temporary, text, { createNew: true, mode: MAP_MODE });
    await Deno.chmod(temporary, MAP_MODE);
    await Deno.rename(temporary, layout.importMap);
  } catch (error) {
    // Who restarts us again and again would fill the folder with what could not be written.
    await Promise.allSettled([Deno.remove(temporary)]);
    throw error;
  }
}
