/**
 * The folders by which a guest sees what its grant lets it read. Of a file that is its folder: who replaces
 * a file gives the name to another one, and a mount would keep the old. What is not there yet is seen by
 * the folder in which it will be made. Never the whole file system.
 */
export function grantedPaths(granted: readonly string[]): string[] {
  return granted.flatMap((path) => {
    let folder = path;
    while (folder !== "" && !isFolder(folder)) folder = folder.slice(0, folder.lastIndexOf("/"));
    // A file of the root folder itself can only be seen as it is.
    return [folder === "" ? path : folder];
  });
}

/** Returns false for what cannot be looked at: a guest cannot read it either. */
function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
