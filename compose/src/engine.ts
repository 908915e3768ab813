/** The end of a program. */
export interface ProgramResult {
  readonly code: number;
  readonly text: string;
}

/** Compose as this machine has it. */
export interface ComposeCommand {
  readonly words: readonly string[];
  readonly version: string;
}

/** Runs a program to its end; undefined when it is not there. */
export async function runProgram(
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<ProgramResult | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args,
      env: { ...env },
      stdin: "null",
      ...(cwd === undefined ? {} : { cwd }),
    }).output();
    const decoder = new TextDecoder();
    return { code, text: `${decoder.decode(stdout)}${decoder.decode(stderr)}` };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return undefined;
    }
    throw error;
  }
}

/** Finds Compose: the plugin of Docker, else docker-compose. */
export async function composeCommand(
  env: Readonly<Record<string, string>>,
): Promise<ComposeCommand | undefined> {
  for (const words of [["docker", "compose"], ["docker-compose"]]) {
    const result = await runProgram([...words, "version"], env);
    if (result?.code === 0) return { words, version: result.text.split("\n")[0] ?? "" };
  }
  return undefined;
}

/** Returns whether a first line of `version` is that of docker-compose 1, which Debian has. */
export function isFirstCompose(version: string): boolean {
  return /^docker-compose version 1\./.test(version);
}
