import { CodedError } from "../../runtime/contract/errors.ts";

/** Tells whether the operating system refused a path, or what should be written there. */
export function isPathError(error: unknown): error is Error {
  // Deno has no class of its own for all of them; each has the system's code.
  return error instanceof Error && "code" in error && typeof error.code === "string" &&
    /^E[A-Z]+$/.test(error.code);
}

/**
 * Waits for the end of a mock, and explains it where its files could not be written.
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
