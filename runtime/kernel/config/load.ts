import { configSchema } from "../../contract/config.ts";
import type { Config } from "../../contract/config.ts";
import { IssuesError, issuesFromZod } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { isRecord } from "../../contract/record.ts";
import { LIMITS } from "../../contract/limits.ts";
import { CONFIG_VARIABLE, envOverrides, setOption } from "./env_overrides.ts";
import { lineAt } from "../../yaml/parsed_yaml.ts";
import type { LineNode } from "../../yaml/parsed_yaml.ts";
import type { YamlFile } from "./yaml_file.ts";
import { NO_YAML, readYamlFile } from "./yaml_file.ts";

/** The sources of the configuration. */
export interface LoadOptions {
  /** The file; it has to be there when it is named. */
  readonly path?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Values of the command line. */
  readonly overrides?: { readonly host?: string; readonly port?: number };
}

/** The place of a configuration, for messages. */
export interface ConfigSource {
  /** The file as a person would name it. */
  readonly file: string;
  readonly lines: LineNode;
}

/** The configuration in force, as data. Its folders are absolute. */
export interface LoadedConfig {
  readonly config: Config;
  readonly source: ConfigSource;
  /** Absolute; undefined when there is none. */
  readonly file: string | undefined;
  readonly warnings: readonly string[];
}

/** The file that is read where none is named, in the folder where we run. */
export const USUAL_CONFIG = "config.yaml";

/**
 * Reads the configuration: defaults, then the file, then the environment, then the command line.
 *
 * @throws {IssuesError} with everything that is wrong.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { env, cwd, overrides = {} } = options;
  const file = await findFile(options);
  const yaml = file === undefined ? NO_YAML : await readConfigFile(file, cwd);
  const fromEnv = envOverrides(env);
  let input = yaml.value;
  const envOf = new Map<string, string>();
  for (const { option, value } of fromEnv.values) {
    input = setOption(input, option.keys, value);
    envOf.set(option.path, option.env);
  }
  if (overrides.host !== undefined) input = setOption(input, ["server", "host"], overrides.host);
  if (overrides.port !== undefined) input = setOption(input, ["server", "port"], overrides.port);
  const parsed = configSchema.safeParse(input);
  const source = { file: displayName(file, cwd) ?? USUAL_CONFIG, lines: yaml.lines };
  const issues = parsed.success ? [] : issuesFromZod(parsed.error, input, {
    code: "config_invalid",
    file: source.file,
    lineOf: (path) => lineAt(source.lines, path),
    schema: configSchema,
  }).map((issue) => blameVariable(issue, envOf));
  if (!parsed.success || fromEnv.issues.length > 0) {
    throw new IssuesError([...issues, ...fromEnv.issues]);
  }
  const fileBase = file === undefined ? cwd : file.slice(0, file.lastIndexOf("/")) || "/";
  const isInFile = (keys: readonly string[]) =>
    !envOf.has(keys.join(".")) && hasOption(yaml.value, keys);
  return {
    config: withAbsoluteFolders(parsed.data, (keys) => isInFile(keys) ? fileBase : cwd),
    source,
    file,
    warnings: fromEnv.warnings,
  };
}

async function findFile({ path, env, cwd }: LoadOptions): Promise<string | undefined> {
  const named = path ?? env[CONFIG_VARIABLE];
  if (named) return absolute(named, cwd);
  const usual = `${cwd}/${USUAL_CONFIG}`;
  try {
    await Deno.lstat(usual);
    return usual;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function readConfigFile(file: string, cwd: string): Promise<YamlFile> {
  return readYamlFile(file, {
    displayFile: displayName(file, cwd) ?? file,
    maxBytes: LIMITS.configBytes,
    codes: { unreadable: "config_unreadable", tooLarge: "config_too_large" },
  });
}

/** A value that came from the environment is not in the file. */
function blameVariable(issue: Issue, envOf: ReadonlyMap<string, string>): Issue {
  const variable = envOf.get(issue.path);
  if (variable === undefined) return issue;
  const { line: _, ...rest } = issue;
  return { ...rest, file: "environment", path: variable };
}

/** A path that a file says is meant from there; what nobody said, or a variable, from where we run. */
function withAbsoluteFolders(
  config: Config,
  baseOf: (keys: readonly string[]) => string,
): Config {
  const { plugins, state } = structuredClone(config);
  plugins.dir = absolute(plugins.dir, baseOf(["plugins", "dir"]));
  state.dir = absolute(state.dir, baseOf(["state", "dir"]));
  return { ...config, plugins, state };
}

function hasOption(value: unknown, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  return isRecord(value) && Object.hasOwn(value, key) && hasOption(value[key], rest);
}

/** Joins and tidies a path. Unlike a real path, it may name what is not there yet. */
function absolute(path: string, base: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function displayName(file: string | undefined, cwd: string): string | undefined {
  return file?.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file;
}
