/**
 * Makes a folder with links to some programs of this machine, which can be the whole PATH.
 *
 * @throws {Error} when one of them is missing.
 */
export async function linkPrograms(dir: string, programs: readonly string[]): Promise<string> {
  await Deno.mkdir(dir, { recursive: true });
  for (const program of programs) {
    const file = findProgram(program);
    if (file === undefined) throw new Error(`${program} is missing`);
    await Deno.symlink(file, `${dir}/${program}`);
  }
  return dir;
}

/** Finds a program on the PATH; undefined where it is in no folder that we may look into. */
export function findProgram(program: string): string | undefined {
  return (Deno.env.get("PATH") ?? "").split(":").map((folder) => `${folder}/${program}`).find(
    (file) => {
      try {
        return Deno.statSync(file).isFile;
      } catch (error) {
        // Not there, or in a folder of the PATH that is another user's.
        if (error instanceof Deno.errors.NotFound) return false;
        if (error instanceof Deno.errors.PermissionDenied) return false;
        throw error;
      }
    },
  );
}
