import { CodedError, errorText } from "../contract/errors.ts";
import { removeCopy } from "./artifacts/stage.ts";
import type { LoadedConfig } from "./config/load.ts";
import { claimStateFolder } from "./disk/own_folder.ts";
import { lockState } from "./disk/state_lock.ts";

/** A configuration whose state folder nobody else uses until it is given back. */
export interface TakenState extends AsyncDisposable {
  readonly loaded: LoadedConfig;
}

/** Codes of a folder that is another's, by now or for good. */
const TAKEN = ["state_dir_in_use", "state_dir_unsafe"];

/**
 * Takes the state folder of a configuration. A single run that finds it taken gets one of its own: what
 * a service keeps closed for its guests stays closed.
 *
 * @throws {CodedError} `state_dir_in_use`, `state_dir_unsafe`, `state_dir_unusable`.
 */
export async function takeState(
  loaded: LoadedConfig,
  { once }: { once: boolean },
): Promise<TakenState> {
  const { dir } = loaded.config.state;
  try {
    await claimStateFolder(dir);
    const lock = await lockState(dir);
    return {
      loaded,
      [Symbol.asyncDispose]: () => Promise.resolve(lock[Symbol.dispose]()),
    };
  } catch (error) {
    if (isTaken(error) && once) return await borrowState(loaded);
    if (error instanceof CodedError) throw error;
    throw new CodedError(
      "state_dir_unusable",
      `Cannot use the state folder ${dir}: ${errorText(error)}`,
      { cause: error, hint: "Make it writable, or set LLM_MONITOR_STATE_DIR to a folder that is" },
    );
  }
}

/** Returns whether a state folder cannot be used since it is another's. */
export function isTaken(error: unknown): error is CodedError {
  return error instanceof CodedError && TAKEN.includes(error.code);
}

/** Makes a state folder for one look or one run, and removes it afterwards. */
export async function borrowState(loaded: LoadedConfig): Promise<TakenState> {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "llm-monitor-once-" }));
  // Guests of root have users of their own, who have to pass.
  if (Deno.uid() === 0) await Deno.chmod(dir, 0o711);
  const config = { ...loaded.config, state: { ...loaded.config.state, dir } };
  return {
    loaded: { ...loaded, config },
    [Symbol.asyncDispose]: async () => await removeCopy(dir),
  };
}
