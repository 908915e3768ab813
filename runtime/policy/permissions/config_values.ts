import { isRecord } from "../../contract/record.ts";
import { formatNetItem, targetOfUrl } from "../patterns/net_pattern.ts";
import type { Placeholder } from "../patterns/net_pattern.ts";

/** A text of a plugin's config, as an item of the permission that it fills. */
export interface ConfigValue {
  /** Its path: `config.targets[0].url`. */
  readonly path: string;
  readonly text: string;
}

/** The values of a placeholder. */
export interface ConfigValues {
  readonly values: readonly ConfigValue[];
  readonly problems: readonly { path: string; value: string; rule: string; fix: string }[];
}

/** The fix for a setting that should fill a placeholder and cannot. */
export const CONFIG_FIX = "Correct it in this plugin's section of config.yaml";

const NET_RULE = "must name one host and port: host:port, or a URL such as http://127.0.0.1:8000";
const SHAPE_RULE = "must be text, a list of strings, or a list of objects with a url";

/** Kinds of permission whose items may be placeholders. */
export type FilledKind = "net" | "env" | "read" | "facts";

/**
 * Reads what a placeholder is filled with from a plugin's config: a text, texts, or a field of each
 * object of a list, `url` where the placeholder names none. A setting that is absent or empty fills it
 * with nothing, as does an object without the named field. For net each text, a URL or `host:port`,
 * becomes `host:port`; for facts a path becomes `statfs:<path>`.
 */
export function configValues(
  config: Readonly<Record<string, unknown>>,
  { key, field, kind }: Placeholder & { readonly kind: FilledKind },
): ConfigValues {
  const value = Object.hasOwn(config, key) ? config[key] : undefined;
  const path = `config.${key}`;
  const values: ConfigValue[] = [];
  const problems: { path: string; value: string; rule: string; fix: string }[] = [];
  const places = field === undefined ? leaves(value, path) : fields(value, { path, field });
  const shapeRule = field === undefined ? SHAPE_RULE : "must be text";
  for (const { path, found } of places) {
    const isText = typeof found === "string";
    const text = isText ? itemText(found, kind) : undefined;
    if (text !== undefined) values.push({ path, text });
    else {
      const rule = isText ? NET_RULE : shapeRule;
      problems.push({ path, value: shownValue(found, kind), rule, fix: CONFIG_FIX });
    }
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

/** A field of the objects of a list; objects without it add nothing. */
function fields(
  value: unknown,
  { path, field }: { path: string; field: string },
): { path: string; found: unknown }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) =>
    isRecord(item) && Object.hasOwn(item, field)
      ? [{ path: `${path}[${index}].${field}`, found: item[field] }]
      : []
  );
}

function netText(text: string): string | undefined {
  const target = targetOfUrl(text);
  return target && formatNetItem(target);
}

/** A text as an item of its kind; undefined for an address that is none. */
function itemText(text: string, kind: FilledKind): string | undefined {
  if (kind === "net") return netText(text);
  return kind === "facts" ? `statfs:${text}` : text;
}

/**
 * A value as a message shows it, without what may be a secret: the name of a variable may be the key
 * itself by mistake, and a URL may hold a password or a token.
 */
export function shownValue(value: unknown, kind: FilledKind): string {
  if (kind === "env") return "a text";
  const text = JSON.stringify(value) ?? String(value);
  const plain = kind === "net"
    ? text.replaceAll(/\/\/[^"]*@/g, "//...@").replaceAll(/[?#][^"]*/g, "?...")
    : text;
  return plain.length > 80 ? `${plain.slice(0, 77)}...` : plain;
}
