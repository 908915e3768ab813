import { CodedError, errorText } from "../../contract/errors.ts";
import { coverageSchema } from "../../contract/coverage.ts";
import type { Coverage } from "../../contract/coverage.ts";
import { readBounded } from "../../kernel/config/read_bounded.ts";

const MAX_BYTES = 256 * 1024;

/**
 * The coverage that a plugin's folder states; undefined when it states none.
 *
 * @throws {CodedError} `plugin_unreadable` when it cannot be read, or is none.
 */
export async function readCoverage(dir: string): Promise<Coverage | undefined> {
  const file = `${dir}/coverage.json`;
  try {
    const bytes = await readBounded(file, MAX_BYTES);
    if (!bytes) throw new Error(`It is larger than ${MAX_BYTES} bytes`);
    return coverageSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new CodedError("plugin_unreadable", `Cannot read ${file}: ${errorText(cause)}`, {
      cause,
    });
  }
}
