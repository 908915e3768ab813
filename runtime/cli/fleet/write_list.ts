import { CodedError, errorText } from "../../contract/errors.ts";

/** Prometheus, which reads it, is another user. */
const MODE = 0o644;

/** Returns the text of a file; undefined when there is none. */
export async function readList(file: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new CodedError("usage", `Cannot read ${file}: ${errorText(error)}`, { cause: error });
  }
}

/**
 * Writes a file beside its place and renames it: Prometheus reads the old list or the new one, never
 * half of one.
 *
 * @throws {CodedError} `usage` when the folder cannot be written.
 */
export async function writeList(file: string, text: string): Promise<void> {
  const temporary = `${file}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(temporary, text, { createNew: true, mode: MODE });
    await Deno.chmod(temporary, MODE);
    await Deno.rename(temporary, file);
  } catch (cause) {
    await Promise.allSettled([Deno.remove(temporary)]);
    throw new CodedError("usage", `Cannot write ${file}: ${errorText(cause)}`, { cause });
  }
}
