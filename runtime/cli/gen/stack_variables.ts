/** One variable of the files in compose/. */
export interface StackVariable {
  readonly name: string;
  readonly description: string;
  /** Its value in the files; empty when it has none. */
  readonly default: string;
  /** Compose refuses to start without it. */
  readonly isRequired: boolean;
}

const USE = /\$\{([A-Z][A-Z\d_]*)(?::([-?])([^}]*))?\}/g;
/** Compose itself reads it, so that no file names it. */
const PROJECT_NAME = "COMPOSE_PROJECT_NAME";

/** Reads the variables of every Compose file, in the order of their descriptions. */
export async function readStackVariables(projectDir: string): Promise<StackVariable[]> {
  const dir = `${projectDir}/compose`;
  const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name)
    .filter((name) => /^compose\..*yaml$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => Deno.readTextFile(`${dir}/${name}`)));
  const descriptions = JSON.parse(await Deno.readTextFile(`${dir}/variables.json`));
  return stackVariables(texts, descriptions as Record<string, string>);
}

/**
 * Finds the variables of Compose files and their defaults.
 *
 * @throws {Error} for one without a description or with two defaults, and a description without one.
 */
export function stackVariables(
  files: readonly string[],
  descriptions: Readonly<Record<string, string>>,
): StackVariable[] {
  const found = new Map<string, { default: string; isRequired: boolean }>();
  found.set(PROJECT_NAME, { default: "llm-monitor", isRequired: false });
  // What stands in a comment is no use.
  for (const line of files.join("\n").split("\n").filter((line) => !/^\s*#/.test(line))) {
    for (const [use, name = "", mark, value = ""] of line.matchAll(USE)) {
      const one = { default: mark === "-" ? value : "", isRequired: mark === "?" };
      const known = found.get(name);
      if (known && (known.default !== one.default || known.isRequired !== one.isRequired)) {
        throw new Error(`${use} in compose/ has another default than elsewhere`);
      }
      found.set(name, one);
    }
  }
  const extra = Object.keys(descriptions).find((name) => !found.has(name));
  if (extra !== undefined) throw new Error(`compose/variables.json: nothing uses ${extra}`);
  const missing = [...found.keys()].find((name) => !Object.hasOwn(descriptions, name));
  if (missing !== undefined) throw new Error(`compose/variables.json lacks ${missing}`);
  return Object.entries(descriptions).map(([name, description]) => ({
    name,
    description,
    default: found.get(name)?.default ?? "",
    isRequired: found.get(name)?.isRequired ?? false,
  }));
}
