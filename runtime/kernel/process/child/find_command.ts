/** The PATH where the environment has none. */
export const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * Finds a command as a shell would: the first executable file of that name on the PATH, so that a
 * wrapper in front of the real one is found. Relative entries of the PATH are passed over.
 */
export async function findCommand(command: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(":").filter((part) => part.startsWith("/"))) {
    const file = `${folder}/${command}`;
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    const { isFile, mode } = await Deno.stat(file);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied ||
      error instanceof Deno.errors.NotADirectory ||
      error instanceof Deno.errors.FilesystemLoop;
    if (isAbsent) return false;
    throw error;
  }
}
