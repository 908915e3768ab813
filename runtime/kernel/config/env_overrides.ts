import type { Issue } from "../../contract/issue.ts";
import { nearest } from "../../contract/nearest.ts";
import { isRecord } from "../../contract/record.ts";
import { listOptions } from "./options.ts";
import type { ConfigOption } from "./options.ts";

const PREFIX = "LLM_MONITOR_";
/** Names the file itself. */
export const CONFIG_VARIABLE = "LLM_MONITOR_CONFIG";

/** The overrides that the environment holds. */
export interface EnvOverrides {
  readonly values: readonly { readonly option: ConfigOption; readonly value: unknown }[];
  readonly issues: readonly Issue[];
  readonly warnings: readonly string[];
}

/** Reads `LLM_MONITOR_<SECTION>_<KEY>` variables. An empty one is as good as none. */
export function envOverrides(env: Readonly<Record<string, string>>): EnvOverrides {
  const values: { option: ConfigOption; value: unknown }[] = [];
  const issues: Issue[] = [];
  const warnings: string[] = [];
  const ours = Object.entries(env).filter(([name, text]) =>
    name.startsWith(PREFIX) && name !== CONFIG_VARIABLE && text !== ""
  );
  // Listing the options takes as long as reading the whole file, and mostly there is nothing.
  if (ours.length === 0) return { values, issues, warnings };
  const options = new Map(listOptions().map((option) => [option.env, option]));
  for (const [name, text] of ours) {
    const option = options.get(name);
    if (!option) {
      // Kubernetes adds variables for a service of our name, so this is no error.
      const guess = nearestOption(name, [...options.keys()]);
      warnings.push(
        `The environment variable ${name} is not an option of llm-monitor and is ignored` +
          (guess === undefined ? "" : `. Did you mean ${guess}?`),
      );
      continue;
    }
    const value = readValue(option, text);
    if (value === undefined) issues.push(makeIssue(option, text));
    else values.push({ option, value });
  }
  return { values, issues, warnings };
}

/**
 * Puts a value where its option stands, in place of what the file says. A section of the file that is
 * none stays as it is: the schema has to see it.
 */
export function setOption(
  config: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [key = "", ...rest] = path;
  if (rest.length === 0) return { ...config, [key]: value };
  const section = Object.hasOwn(config, key) ? config[key] : {};
  return isRecord(section) ? { ...config, [key]: setOption(section, rest, value) } : config;
}

/** The option that a variable most likely means; what all of them begin with says nothing. */
function nearestOption(name: string, options: readonly string[]): string | undefined {
  const ends = options.map((option) => option.slice(PREFIX.length));
  const guess = nearest(name.slice(PREFIX.length), ends);
  return guess === undefined ? undefined : `${PREFIX}${guess}`;
}

function readValue({ type }: ConfigOption, text: string): unknown {
  switch (type) {
    case "string":
      return text;
    case "string[]":
      return text.split(",").map((item) => item.trim()).filter((item) => item !== "");
    case "number":
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
    case "integer":
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
  }
}

const RULES: Readonly<Record<ConfigOption["type"], string>> = {
  "string": "must be text",
  "string[]": "must be text items, separated by commas",
  "number": "must be a number",
  "integer": "must be a whole number",
  "boolean": "must be true or false",
};

function makeIssue({ env, type }: ConfigOption, text: string): Issue {
  return {
    code: "config_invalid",
    file: "environment",
    path: env,
    value: JSON.stringify(text.slice(0, 80)),
    rule: RULES[type],
  };
}
