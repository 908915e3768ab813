import type { PluginSettings } from "../../contract/config.ts";
import type { LabelledServer } from "../../contract/labelled_server.ts";
import { parseDuration } from "../../contract/duration.ts";
import { isRecord } from "../../contract/record.ts";
import type { Manifest, PluginOption } from "../../contract/manifest.ts";
import { showValue } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";

/** What an option is that neither the operator nor the manifest sets. */
const STANDARD: Partial<Record<PluginOption["type"], unknown>> = { containers: true };

const DURATION_RULE = 'must be a duration in quotes such as "15s"';

/**
 * The settings that a plugin gets: what the operator wrote, the manifest's defaults for the rest.
 * Durations become milliseconds, and an option of containers those that were found.
 */
export function resolvePluginConfig(
  { name, config: options }: Manifest,
  settings: PluginSettings | undefined,
  files: { configFile: string; manifestFile: string },
  containers: readonly LabelledServer[] = [],
): { config: Record<string, unknown>; issues: Issue[] } {
  const given = settings?.config ?? {};
  const config: Record<string, unknown> = {};
  const issues: Issue[] = [];
  for (const key of Object.keys(given).filter((one) => !Object.hasOwn(options, one))) {
    const known = Object.keys(options);
    issues.push({
      code: "plugin_config_invalid",
      file: files.configFile,
      path: `plugins.${name}.config.${key}`,
      rule: "unknown key",
      fix: known.length > 0 ? `There are: ${known.join(", ")}` : "The plugin has no settings",
    });
  }
  for (const [key, option] of Object.entries(options)) {
    const isGiven = Object.hasOwn(given, key);
    const value = isGiven ? given[key] : option.default ?? STANDARD[option.type];
    if (value === undefined) continue;
    const rule = typeProblem(option.type, value);
    if (rule === undefined) config[key] = settingOf(option.type, value, containers);
    else issues.push(typeIssue({ name, key, value, rule, isGiven }, files));
  }
  return { config, issues };
}

function settingOf(
  type: PluginOption["type"],
  value: unknown,
  containers: readonly LabelledServer[],
): unknown {
  if (type === "containers") return value === false ? [] : containers;
  return type === "duration" && typeof value === "string" ? parseDuration(value) : value;
}

function typeIssue(
  { name, key, value, rule, isGiven }: {
    name: string;
    key: string;
    value: unknown;
    rule: string;
    isGiven: boolean;
  },
  { configFile, manifestFile }: { configFile: string; manifestFile: string },
): Issue {
  return {
    code: isGiven ? "plugin_config_invalid" : "manifest_invalid",
    file: isGiven ? configFile : manifestFile,
    path: isGiven ? `plugins.${name}.config.${key}` : `config.${key}.default`,
    value: showValue(value, [key]) ?? "nothing",
    rule,
  };
}

function typeProblem(type: PluginOption["type"], value: unknown): string | undefined {
  switch (type) {
    case "boolean":
    case "containers":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? undefined : "must be a number";
    case "string":
      return typeof value === "string" ? undefined : "must be text";
    case "string[]":
      return isList(value, (item) => typeof item === "string")
        ? undefined
        : "must be a list of texts";
    case "object[]":
      return isList(value, isRecord) ? undefined : "must be a list of mappings";
    case "duration":
      return durationProblem(value);
  }
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function durationProblem(value: unknown): string | undefined {
  try {
    if (typeof value === "string") parseDuration(value);
    return typeof value === "string" ? undefined : DURATION_RULE;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return DURATION_RULE;
  }
}
