import { NO_CONTAINERS } from "../../contract/container_labels.ts";
import type { LabelledContainers } from "../../contract/container_labels.ts";
import type { PluginSettings } from "../../contract/config.ts";
import type { Issue } from "../../contract/issue.ts";
import type { Manifest } from "../../contract/manifest.ts";
import { optionIssues } from "../../contract/option_issues.ts";
import type { OptionsPlace } from "../../contract/option_issues.ts";
import { optionValuesSchema } from "../../contract/option_values.ts";

/**
 * The settings that a plugin gets: what the operator wrote, the manifest's defaults for the rest, and
 * an option of containers as those that were found. Where something is wrong, what is right remains.
 */
export function resolvePluginConfig(
  { name, config: options }: Manifest,
  settings: PluginSettings | undefined,
  source: Pick<OptionsPlace, "file" | "lineOf">,
  containers: LabelledContainers = NO_CONTAINERS,
): { config: Record<string, unknown>; issues: Issue[] } {
  const given = settings?.config ?? {};
  const parsed = optionValuesSchema(options).safeParse(given);
  if (parsed.success) {
    return { config: withContainers(parsed.data, options, containers), issues: [] };
  }
  const place = { ...source, path: ["plugins", name, "config"] };
  const issues = optionIssues(parsed.error, given, { options, place });
  const wrong = new Set(
    parsed.error.issues.flatMap((issue) =>
      issue.path.length === 0 && issue.code === "unrecognized_keys"
        ? issue.keys
        : issue.path[0] ?? []
    ),
  );
  const rest = optionValuesSchema(without(options, wrong)).safeParse(without(given, wrong));
  return { config: withContainers(rest.data ?? {}, options, containers), issues };
}

function withContainers(
  config: Readonly<Record<string, unknown>>,
  options: Manifest["config"],
  containers: LabelledContainers,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const option = options[key];
      if (option?.type !== "containers") return [key, value];
      return [key, value === false ? [] : containers.find(option.labels)];
    }),
  );
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  keys: ReadonlySet<PropertyKey>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)));
}
