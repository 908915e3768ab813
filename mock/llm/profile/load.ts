import { parse } from "yaml";
import { isFields } from "../../template/render.ts";
import type { Fields } from "../../template/render.ts";
import { profileSchema } from "./schema.ts";
import type { Profile } from "./schema.ts";

const FOLDER = new URL("../engines/", import.meta.url);

/** A file of an engine's folder, as `vllm/profile.yaml`. */
export function readEngineFile(path: string): string {
  return Deno.readTextFileSync(new URL(path, FOLDER));
}

/** Returns the names of an engine's variants; the first is the one it has unless asked otherwise. */
export function readVariants(engine: string): string[] {
  return Object.keys(readFields(engine).variants ?? {});
}

/**
 * Reads the profile of an engine: a variant's fields stand over those of all, and null removes one.
 *
 * @throws {Error} with the file and the field that is wrong.
 */
export function readProfile(engine: string, variant?: string): Profile {
  const { variants, ...common } = readFields(engine);
  const all: Fields = isFields(variants) ? variants : {};
  const own = all[variant ?? Object.keys(all)[0] ?? ""];
  const parsed = profileSchema.safeParse(isFields(own) ? merge(common, own) : common);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Error(`Cannot read ${engine}/profile.yaml: ${wrong.join("; ")}`);
}

/** Fragments that several engines use, by their names. */
const shared = parseFields("shared.yaml");

function readFields(engine: string): Fields {
  const fields = useShared(parseFields(`${engine}/profile.yaml`));
  return isFields(fields) ? fields : {};
}

function parseFields(path: string): Fields {
  const fields: unknown = parse(readEngineFile(path), { merge: true });
  if (isFields(fields)) return fields;
  throw new Error(`Cannot read ${path}: it must be a map`);
}

/** Puts the fields of a fragment in the place of `$use: NAME`; those that stand after it win. */
function useShared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(useShared);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).flatMap(([name, field]) =>
    name === "$use" ? Object.entries(findShared(field)) : [[name, useShared(field)]]
  );
  return Object.fromEntries(entries);
}

function findShared(name: unknown): Fields {
  const fragment = shared[String(name)];
  if (isFields(fragment)) return fragment;
  throw new Error(`There is no "${name}" in shared.yaml`);
}

function merge(under: Fields, over: Fields): Fields {
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const before = merged[name];
    if (value === null) delete merged[name];
    else if (!isFields(value) || !isFields(before)) merged[name] = value;
    // A page is one thing, and the fields of two of them make none.
    else merged[name] = name === "pages" ? { ...before, ...value } : merge(before, value);
  }
  return merged;
}
