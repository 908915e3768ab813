import { CodedError, refusalText } from "./errors.ts";

const HINTS: Readonly<Record<string, string>> = {
  EACCES: "Correct its owner or mode, or run the command as a user who may do this",
  EPERM: "Correct its owner or mode, or run the command as a user who may do this",
  ENOENT: "Create it, or correct the path",
  ENOSPC: "Make room on its disk",
  EROFS: "Its file system is read-only; choose another path, or mount it writable",
};

/**
 * Turns a path that the operating system refuses into an error that says what to do: it is the machine's
 * state, not a bug. Undefined for any other error.
 */
export function toPathError(error: unknown): CodedError | undefined {
  if (!(error instanceof Error && "code" in error)) return undefined;
  const refused = / \(os error \d+\): (\w+) '(.+)'$/s.exec(error.message);
  if (!refused) return undefined;
  const [, call, path] = refused;
  const hint = HINTS[String(error.code)];
  return new CodedError(
    "path_unusable",
    `Cannot use ${path}: ${refusalText(error)} (${call})`,
    { cause: error, ...(hint === undefined ? {} : { hint }) },
  );
}
