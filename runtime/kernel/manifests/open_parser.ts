import { LIMITS } from "../../contract/limits.ts";
import type { Layout } from "../config/layout.ts";
import { wrapParser } from "../process/isolation/wrappers.ts";
import type { Wrappers } from "../process/isolation/wrappers.ts";
import { serviceCommand, serviceEnv } from "../process/services/service_command.ts";
import { ServiceProcess } from "../process/services/service_process.ts";
import { ManifestParser } from "./manifest_parser.ts";
import type { RestingTexts } from "./manifest_parser.ts";
import { ParsedStore } from "./parsed_store.ts";

/** Manifests that changed come one after another, while somebody edits; then there are none for days. */
const IDLE_MS = 10_000;

/**
 * Makes the parser of manifests. Its process is started when there is one that was never parsed.
 *
 * @param resting what the parser before this one left alone.
 */
export function openParser(
  layout: Layout,
  wrappers: Wrappers,
  resting: RestingTexts = {},
): ManifestParser {
  const place = { ...layout, serviceWrapper: wrapParser(wrappers) };
  const service = new ServiceProcess({
    name: "manifests",
    // It may nothing. What the library asks of its environment is answered as if that was empty.
    command: serviceCommand(place, "services/manifests.ts", ["--ignore-env"]),
    env: serviceEnv(place),
    idleTimeoutMs: IDLE_MS,
    maxAnswerBytes: LIMITS.parsedManifestBytes,
  });
  return new ManifestParser({
    service,
    store: new ParsedStore(layout.manifestsRoot),
    nowMs: () => Date.now(),
    resting,
  });
}
