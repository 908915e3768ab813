import { CodedError, refusalText } from "../../contract/errors.ts";
import { BUNDLE_LIMITS } from "./bundle.ts";
import type { Bundle } from "./bundle.ts";
import { unpackBundle } from "./bundle_files.ts";

/**
 * Reads the bundle in a file, however large or odd the file is.
 *
 * @throws {CodedError} `bundle_invalid`.
 */
export async function readBundle(path: string): Promise<Bundle> {
  return unpackBundle(await readWhole(path), path);
}

async function readWhole(path: string): Promise<Uint8Array> {
  const invalid = (why: string, cause?: unknown) =>
    new CodedError("bundle_invalid", `Cannot use the bundle ${path}: ${why}`, {
      cause,
      hint: "Give the path of a bundle, made by deno task doctor --bundle FILE",
    });
  try {
    const { isFile, size } = await Deno.stat(path);
    // A pipe or a device would be read without an end.
    if (!isFile) throw invalid("it is not a file");
    if (size > BUNDLE_LIMITS.archiveBytes) {
      throw invalid(`it has ${size} bytes, more than ${BUNDLE_LIMITS.archiveBytes}`);
    }
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw invalid(refusalText(error), error);
  }
}
