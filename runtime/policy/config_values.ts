import { isRecord } from "../contract/message.ts";
import { formatNetItem, targetOfUrl } from "./net_pattern.ts";

/** One text of a plugin's config, as an item of the permission that it fills. */
export interface ConfigValue {
  /** Where it stands: `config.targets[0].url`. */
  readonly path: string;
  readonly text: string;
}

/** What a placeholder is filled with. */
export interface ConfigValues {
  readonly values: readonly ConfigValue[];
  readonly problems: readonly { path: string; value: string; rule: string; fix: string }[];
}

/** What to do about a setting that fills a placeholder and cannot. */
export const CONFIG_FIX = "Correct it in this plugin's section of config.yaml";

const NET_RULE =
  "must lead to one host and port: host:port, or a URL such as http://127.0.0.1:8000";
const SHAPE_RULE = "must be a text, a list of texts, or a list of objects with a url";

/**
 * Reads what the setting at `path` holds: a text, texts, or objects with a `url`. A setting that is
 * absent or empty fills a placeholder with nothing. For net each text, a URL or `host:port`,
 * becomes `host:port`; for facts a path becomes `statfs:<path>`.
 */
export function configValues(
  value: unknown,
  options: { readonly path: string; readonly kind: "net" | "read" | "facts" },
): ConfigValues {
  const values: ConfigValue[] = [];
  const problems: { path: string; value: string; rule: string; fix: string }[] = [];
  for (const { path, found } of leaves(value, options.path)) {
    if (typeof found !== "string") {
      problems.push({ path, value: show(found), rule: SHAPE_RULE, fix: CONFIG_FIX });
      continue;
    }
    const text = options.kind === "net" ? netText(found) : pathText(found, options.kind);
    if (text === undefined) {
      problems.push({ path, value: show(found), rule: NET_RULE, fix: CONFIG_FIX });
    } else values.push({ path, text });
  }
  return { values, problems };
}

function leaves(value: unknown, path: string): { path: string; found: unknown }[] {
  if (value === undefined || value === null || value === "") return [];
  if (!Array.isArray(value)) return [{ path, found: value }];
  return value.map((item: unknown, index) =>
    isRecord(item) && Object.hasOwn(item, "url")
      ? { path: `${path}[${index}].url`, found: item.url }
      : { path: `${path}[${index}]`, found: item }
  );
}

function netText(text: string): string | undefined {
  const target = targetOfUrl(text);
  return target && formatNetItem(target);
}

function pathText(text: string, kind: "read" | "facts"): string {
  return kind === "facts" ? `statfs:${text}` : text;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
