import { projectDir } from "./project_dir.ts";
import { runDeno } from "./run_deno.ts";

/** One check of the code and how it went. */
export interface CodeCheck {
  readonly name: string;
  readonly ok: boolean;
  /** Its output; empty when it went well. */
  readonly text: string;
}

const CHECKS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ["formatting", ["fmt", "--check", "--quiet"]],
  ["lint", ["lint", "--quiet"]],
  ["types", ["check", "--quiet"]],
  ["generated files", ["run", "-A", "--quiet", "runtime/cli/gen.ts", "--check"]],
  ["boards and rules", ["run", "-A", "--quiet", "dashboards/src/main.ts", "--check"]],
];

/** Checks our own code, one check after the other: each uses every core. */
export async function codeChecks(): Promise<CodeCheck[]> {
  const results: CodeCheck[] = [];
  for (const [name, args] of CHECKS) {
    const { code, text } = await runDeno(args, projectDir());
    results.push({ name, ok: code === 0, text: code === 0 ? "" : text });
  }
  return results;
}
