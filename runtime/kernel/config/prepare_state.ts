import { pathToFileURL } from "node:url";
import { CodedError, errorText } from "../../contract/errors.ts";
import type { Layout } from "./layout.ts";

/**
 * Makes the state folder ready: staged copies, the guests' read-only DENO_DIR, their import map.
 *
 * @throws {CodedError} `state_dir_unusable`.
 */
export async function prepareState(layout: Layout): Promise<void> {
  try {
    await Deno.mkdir(layout.stagedRoot, { recursive: true, mode: 0o755 });
    await Deno.mkdir(layout.guestDenoDir, { recursive: true, mode: 0o755 });
    await Deno.chmod(layout.guestDenoDir, 0o555);
    await writeImportMap(layout);
  } catch (cause) {
    throw new CodedError(
      "state_dir_unusable",
      `Cannot use the state folder ${layout.stateDir}: ${errorText(cause)}`,
      { cause, hint: "Make it writable, or set LLM_MONITOR_STATE_DIR to a folder that is" },
    );
  }
}

async function writeImportMap(layout: Layout): Promise<void> {
  const sdk = pathToFileURL(`${layout.projectDir}/runtime/sdk/mod.ts`).href;
  const text = JSON.stringify({ imports: { "@llm-monitor/sdk": sdk } });
  // A start on a full disk needs no room for what is there.
  if (await readText(layout.importMap) === text) return;
  // Renamed into place: another instance may be reading it.
  const temporary = `${layout.importMap}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(temporary, text, { mode: 0o644 });
    await Deno.rename(temporary, layout.importMap);
  } catch (error) {
    // Who restarts us again and again would fill the folder with what could not be written.
    await Promise.allSettled([Deno.remove(temporary)]);
    throw error;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
