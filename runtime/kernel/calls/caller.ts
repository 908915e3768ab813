import { CallError } from "../../contract/errors.ts";
import type { Grant } from "../../contract/grant.ts";

/** The plugin for which a call is made, with the grant of its process. */
export interface Caller {
  readonly name: string;
  readonly grant: Grant;
}

/**
 * A refusal that says which line of which file would allow it.
 *
 * @param key where the item belongs in plugin.yaml: `permissions.facts`.
 */
export function notGranted(
  { name }: Caller,
  { action, item, key }: { action: string; item: string; key: string },
): CallError {
  return new CallError(
    "not_granted",
    `Cannot ${action}: plugin "${name}" was not granted it; add ${item} to ${key} ` +
      `in plugins/${name}/plugin.yaml, then run: deno task plugin approve ${name}`,
  );
}
