import { isFields } from "../http/json_fields.ts";
import type { Fields } from "../http/json_fields.ts";
import { nearest } from "./nearest.ts";
import { readProbe } from "./probe_settings.ts";
import type { Target } from "./target.ts";

const KEYS = [
  "name",
  "url",
  "engine",
  "metricsUrl",
  "apiKeyEnv",
  "apiKeyFile",
  "headers",
  "models",
  "probe",
] as const;

/** Headers that carry secrets, which the config would show to the host and in its answers. */
const SECRET_HEADERS =
  /^(?:authorization|proxy-authorization|cookie|x-auth.*|.*-key|.*(?:api-?key|token|secret|password).*)$/i;

/** What an operator may have meant for `apiKeyEnv`. */
const KEY_WORDS = /^(?:api_?key|key|token|bearer.*|auth.*|password|secret)$/i;

/** Keys whose values are shown when they are wrong: the others may be, or hold, a secret. */
const SHOWN: readonly string[] = ["name", "engine", "models"];

/** How a place in the list is called. */
export type PlaceOf = (index: number, key: string) => string;

const inConfig: PlaceOf = (index, key) => `targets[${index}]${key && `.${key}`} of the llm plugin`;

/**
 * Reads the operator's targets.
 *
 * @throws {Error} which says what is wrong with which target, and what to write.
 */
export function readTargets(
  targets: readonly unknown[],
  kinds: readonly string[],
  placeOf = inConfig,
): Target[] {
  const names = new Set<string>();
  return targets.map((target, index) => {
    const fail = (message: string): never => {
      throw new Error(`Cannot use ${placeOf(index, "")}: ${message}`);
    };
    const refuse = (key: string, value: unknown, rule: string): never => {
      const shown = SHOWN.includes(key) ? `it is ${clipped(JSON.stringify(value))}, but ` : "it ";
      throw new Error(`Cannot use ${placeOf(index, key)}: ${shown}${rule}`);
    };
    const read = readTarget(mappingOf(target, refuse), { kinds, refuse, fail });
    if (names.has(read.name)) {
      refuse("name", read.name, "there is another target of that name; give each its own");
    }
    names.add(read.name);
    return read;
  });
}

interface Reading {
  readonly kinds: readonly string[];
  readonly refuse: (key: string, value: unknown, rule: string) => never;
  readonly fail: (message: string) => never;
}

function readTarget(fields: Fields, reading: Reading): Target {
  const { kinds, refuse } = reading;
  const { name, engine, apiKeyEnv, apiKeyFile, probe } = fields;
  const url = readUrl("url", fields.url, reading);
  if (name !== undefined && (typeof name !== "string" || !/^[\w.:-]{1,64}$/.test(name))) {
    refuse("name", name, "must be 1 to 64 letters, digits, dots, colons, dashes or underscores");
  }
  if (engine !== undefined && (typeof engine !== "string" || !kinds.includes(engine))) {
    refuse("engine", engine, `must be one of ${kinds.join(", ")}; without it, it is found`);
  }
  if (apiKeyEnv !== undefined && apiKeyFile !== undefined) {
    refuse("apiKeyFile", apiKeyFile, "apiKeyEnv is set, too; keep one");
  }
  const metricsUrl = fields.metricsUrl === undefined
    ? undefined
    : readUrl("metricsUrl", fields.metricsUrl, reading);
  return {
    name: typeof name === "string" ? name : new URL(url).host,
    // As clients of OpenAI's API are told it.
    url: url.replace(/\/+$/, "").replace(/\/v1$/, ""),
    headers: readHeaders(fields.headers, reading),
    ...(typeof engine === "string" && { server: engine }),
    ...(metricsUrl !== undefined && { metricsUrl }),
    ...(apiKeyEnv !== undefined && { apiKeyEnv: readText("apiKeyEnv", apiKeyEnv, reading) }),
    ...(apiKeyFile !== undefined && { apiKeyFile: readText("apiKeyFile", apiKeyFile, reading) }),
    ...(fields.models !== undefined && { models: readModels(fields.models, reading) }),
    ...withProbe(probe, reading),
  };
}

function withProbe(value: unknown, { fail }: Reading): Pick<Target, "probe"> {
  try {
    const probe = readProbe(value);
    return probe ? { probe } : {};
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function readUrl(key: string, value: unknown, { refuse }: Reading): string {
  const text = typeof value === "string" ? value : "";
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    return refuse(key, value, "must be such as http://127.0.0.1:8000");
  }
  if (url.username !== "" || url.password !== "") {
    return refuse(key, value, "must hold no name and no password; use apiKeyEnv");
  }
  if (url.search !== "" || url.hash !== "") {
    return refuse(key, value, "must have no query and no fragment");
  }
  return text;
}

function readHeaders(value: unknown, { refuse }: Reading): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isFields(value)) return refuse("headers", value, "must be a mapping of texts");
  for (const [name, text] of Object.entries(value)) {
    if (!/^[\w-]{1,64}$/.test(name)) refuse("headers", value, "must have names such as X-Tenant");
    if (SECRET_HEADERS.test(name)) {
      refuse(`headers.${name}`, text, "must hold no secret, which others can read; use apiKeyEnv");
    }
    // deno-lint-ignore no-control-regex -- what a header may not hold
    if (typeof text !== "string" || /[\x00-\x1f\x7f]/.test(text)) {
      refuse(`headers.${name}`, text, "must be a text on one line");
    }
  }
  return value as Record<string, string>;
}

function readModels(value: unknown, { refuse }: Reading): readonly string[] {
  const isList = Array.isArray(value) && value.length > 0 &&
    value.every((item) => typeof item === "string" && item !== "");
  return isList ? value : refuse("models", value, "must be a list of names; * is any text");
}

function readText(key: string, value: unknown, { refuse }: Reading): string {
  return typeof value === "string" && value !== "" ? value : refuse(key, value, "must be a text");
}

function mappingOf(target: unknown, refuse: Reading["refuse"]): Fields {
  if (!isFields(target)) return refuse("", target, "must be a mapping with a url");
  const unknown = Object.keys(target).find((key) => !KEYS.some((known) => known === key));
  if (unknown !== undefined) {
    const close = KEY_WORDS.test(unknown) ? "apiKeyEnv" : nearest(unknown, KEYS);
    const hint = close === undefined ? "." : `; did you mean ${close}?`;
    return refuse(
      unknown,
      target[unknown],
      `is no key of a target${hint} There are ${KEYS.join(", ")}`,
    );
  }
  return target;
}

function clipped(text = "nothing"): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
