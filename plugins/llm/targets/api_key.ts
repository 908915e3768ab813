import type { Target } from "./target.ts";

/** The means to read variables and files. */
export interface KeyPorts {
  readonly variable: (name: string) => string | undefined;
  readonly file: (path: string) => Promise<string>;
}

/** A target's key, or why there is none. */
export interface ApiKey {
  readonly key?: string;
  /** Empty when there is nothing to say. */
  readonly trouble: string;
}

/** Reads the key of a target. It is held for one collection, and told to nobody but the target. */
export async function readApiKey(
  { name, apiKeyEnv, apiKeyFile }: Target,
  { variable, file }: KeyPorts,
): Promise<ApiKey> {
  if (apiKeyEnv !== undefined) {
    return keyFrom(variable(apiKeyEnv), name, `the variable ${apiKeyEnv}`);
  }
  if (apiKeyFile === undefined) return { trouble: "" };
  try {
    return keyFrom(await file(apiKeyFile), name, `the file ${apiKeyFile}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { trouble: `Cannot read the key of target "${name}" from ${apiKeyFile}: ${why}` };
  }
}

function keyFrom(text: string | undefined, target: string, source: string): ApiKey {
  const key = text?.trim() ?? "";
  if (key === "") {
    return { trouble: `Cannot use the key of target "${target}": ${source} is not set or empty` };
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return {
      trouble: `Cannot use the key of target "${target}": ${source} is not a single ASCII word`,
    };
  }
  return { key, trouble: "" };
}
