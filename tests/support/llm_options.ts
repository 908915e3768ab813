import { parse } from "yaml";
import type { Settings } from "../../plugins/llm/settings.ts";
import { probeSettings } from "../../plugins/llm/targets/probe_settings.ts";
import type { ProbeSettings } from "../../plugins/llm/targets/probe_settings.ts";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import { resolvePluginConfig } from "../../runtime/kernel/config/plugin_config.ts";
import { formatIssue } from "../../runtime/contract/issue.ts";

const MANIFEST = new URL("../../plugins/llm/plugin.yaml", import.meta.url);

/** The manifest of the llm plugin. */
export const LLM_MANIFEST = manifestSchema.parse(parse(Deno.readTextFileSync(MANIFEST)));

/**
 * The settings of the llm plugin, as the kernel makes them of what an operator wrote.
 *
 * @throws {Error} with everything that is wrong.
 */
export function llmSettings(
  config: Readonly<Record<string, unknown>>,
  containers: Settings["containers"] = [],
): Settings {
  const source = { file: "config.yaml", lineOf: () => undefined };
  const resolved = resolvePluginConfig(
    LLM_MANIFEST,
    { enabled: true, config },
    source,
    { find: () => containers.map((one) => ({ ...one })), urls: () => [] },
  );
  if (resolved.issues.length > 0) throw new Error(resolved.issues.map(formatIssue).join("\n"));
  return resolved.config as unknown as Settings;
}

/** The probe of a target that says `probe: true`. */
export const DEFAULT_PROBE: ProbeSettings = defaultProbe();

function defaultProbe(): ProbeSettings {
  const [target] = llmSettings({ targets: [{ url: "http://a", probe: true }] }).targets;
  if (!target?.probe) throw new Error("The llm plugin has no option probe");
  return probeSettings(target.probe);
}
