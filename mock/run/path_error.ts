import type { ErrorCode } from "../../runtime/contract/codes.ts";
import { CodedError, refusalText } from "../../runtime/contract/errors.ts";

/** Tells whether the operating system refused a path, or what should be written there. */
export function isPathError(error: unknown): error is Error {
  // Deno has no class of its own for all of them; each has the system's code.
  return error instanceof Error && "code" in error && typeof error.code === "string" &&
    /^E[A-Z]+$/.test(error.code);
}

/** Tells whether something is at a path; of a path that is wrong, whoever uses it says so. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (isPathError(error)) return false;
    throw error;
  }
}

/** Removes what is at a path, where nobody has tidied up before. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Waits for the end of a mock, and says what to do where its files could not be written. */
export async function orUnwritable<Result>(dir: string, ended: Promise<Result>): Promise<Result> {
  return await explainPathError(ended, {
    code: "state_dir_unusable",
    problem: `Cannot write the simulation's files to ${dir}`,
    hint: "Check whether the disk is full or the folder was removed; then start it again",
  });
}

/**
 * Waits for work, and says what to do where the operating system refuses a path.
 *
 * @throws {CodedError} with that code.
 */
export async function explainPathError<Result>(
  work: Promise<Result>,
  { code, problem, hint }: { code: ErrorCode; problem: string; hint: string },
): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (!isPathError(cause)) throw cause;
    throw new CodedError(code, `${problem}: ${refusalText(cause)}`, { hint, cause });
  }
}
