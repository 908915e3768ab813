import { CodedError } from "../../runtime/contract/errors.ts";
import { isPathError } from "./path_error.ts";

/**
 * Waits for what ends a mock, and says so where that is that its files could not be written.
 *
 * @throws {CodedError} `state_dir_unusable`.
 */
export async function orUnwritable<Result>(dir: string, ended: Promise<Result>): Promise<Result> {
  try {
    return await ended;
  } catch (error) {
    if (!isPathError(error)) throw error;
    const message = `Cannot write the files of the world to ${dir}: ${error.message}`;
    throw new CodedError("state_dir_unusable", message, {
      hint: "Look whether the disk is full, or the folder was removed; then start it again",
      cause: error,
    });
  }
}
