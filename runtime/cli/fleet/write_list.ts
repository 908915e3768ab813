import { CodedError, refusalText } from "../../contract/errors.ts";
import { replaceFile } from "../../kernel/disk/replace_file.ts";

/** Prometheus, which reads it, is another user. */
const MODE = 0o644;

/** Returns the text of a file; undefined when there is none. */
export async function readList(file: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new CodedError("usage", `Cannot read ${file}: ${refusalText(error)}`, { cause: error });
  }
}

/**
 * Writes the list in one step: Prometheus reads the old one or the new one, never half of one.
 *
 * @throws {CodedError} `usage` when the folder cannot be written.
 */
export async function writeList(file: string, text: string): Promise<void> {
  try {
    await replaceFile(file, text, MODE);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      const folder = file.replace(/\/?[^/]*$/, "") || ".";
      throw new CodedError("usage", `Cannot write ${file}: there is no folder ${folder}`, {
        hint: "Create it, or give another path",
        cause,
      });
    }
    throw new CodedError("usage", `Cannot write ${file}: ${refusalText(cause)}`, { cause });
  }
}
