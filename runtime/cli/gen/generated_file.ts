/** A file that is generated, whole or in parts. */
export interface GeneratedFile {
  /** Relative to the project's folder. */
  readonly path: string;
  /** The text that is there now; undefined when there is none. */
  readonly current: string | undefined;
  /** The text that has to be there. */
  readonly wanted: string;
  /** Marks that the page lacks, so that a part of it has no place. */
  readonly missingBlocks: readonly string[];
}

/** Reads a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
