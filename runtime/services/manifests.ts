/**
 * The service `manifests`: YAML of strangers is parsed in a process that may nothing. What it answers
 * is checked by the reader as if the stranger had written it.
 */
import { CallError } from "../contract/errors.ts";
import { LIMITS } from "../contract/limits.ts";
import { parseYaml } from "../yaml/parse_yaml.ts";
import { serveRequests } from "./serve.ts";

if (import.meta.main) {
  await serveRequests({
    parse: (text) => {
      const parsed = parseYaml(String(text));
      if (JSON.stringify(parsed).length < LIMITS.parsedManifestBytes / 2) {
        return Promise.resolve(parsed);
      }
      throw new CallError("too_large", "Cannot parse the manifest: it is too large");
    },
  });
  Deno.exit(0);
}
