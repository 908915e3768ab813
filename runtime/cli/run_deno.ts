/** The end of a Deno command. */
export interface DenoResult {
  readonly code: number;
  /** Standard output and standard error, one after the other. */
  readonly text: string;
}

/** Runs this very Deno in a folder, without standard input. */
export async function runDeno(args: readonly string[], cwd: string): Promise<DenoResult> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, text: `${decoder.decode(stdout)}${decoder.decode(stderr)}` };
}
