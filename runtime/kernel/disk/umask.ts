const UMASK = 0o022;

/** Nobody else writes what we make, also where a file is made by Deno or by a command. */
export function keepFilesOurs(): void {
  Deno.umask(UMASK);
}
