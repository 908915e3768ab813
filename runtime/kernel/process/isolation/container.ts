/** Files that Docker and podman put into every container. */
const MARKS = ["/.dockerenv", "/run/.containerenv"];

/** Returns whether this process runs in a container of Docker or podman. */
export async function readIsInContainer(): Promise<boolean> {
  const found = await Promise.all(MARKS.map(async (file) => {
    try {
      return (await Deno.lstat(file)).isFile;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      // What may not be looked at says nothing.
      if (error instanceof Deno.errors.PermissionDenied) return false;
      throw error;
    }
  }));
  return found.includes(true);
}
