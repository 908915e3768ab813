import { parse } from "yaml";
import { manifestSchema } from "../../contract/manifest.ts";
import type { Manifest } from "../../contract/manifest.ts";

/**
 * Reads a plugin.yaml, with its defaults filled in: its `metrics` are what golden tests check results
 * against.
 *
 * @example
 * ```ts
 * import { readManifest } from "@llm-monitor/sdk/testing";
 *
 * const { metrics } = readManifest(new URL("./plugin.yaml", import.meta.url));
 * ```
 *
 * @throws {Error} that names every rule that the manifest breaks.
 */
export function readManifest(file: URL): Manifest {
  return manifestSchema.parse(parse(Deno.readTextFileSync(file)));
}
