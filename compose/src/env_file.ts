/** Returns the variables of a file as Compose reads it: NAME=value, quotes around a value, comments. */
export function parseEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) variables[match[1]] = parseValue(match[2] ?? "");
  }
  return variables;
}

/** Reads a file of variables; one that is not there holds none. */
export async function readEnvFile(path: string): Promise<Record<string, string> | undefined> {
  try {
    return parseEnvFile(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function parseValue(text: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (quoted) return quoted[2] ?? "";
  return text.replace(/\s+#.*$/, "");
}
