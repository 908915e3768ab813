/** Needs of some tests: programs and rights of the machine. */
import { leaveOut } from "./leave_out.ts";
import { findProgram } from "./link_programs.ts";

/**
 * Returns whether a test has to be left out because a program is missing. On CI that is a failure: the whole
 * suite has to run there.
 */
export function needs(program: string, debianPackage: string): boolean {
  if (findProgram(program) !== undefined) return false;
  if (Deno.env.get("CI")) {
    throw new Error(`${program} is missing; install it with apt-get install ${debianPackage}`);
  }
  return leaveOut(`${program} is missing; apt-get install ${debianPackage}`);
}

/**
 * Returns whether a test has to be left out because something that is installed does not work here, and of
 * which this is the problem; empty when it works. On CI that is a failure, as well.
 */
export function needsWorking(problem: string): boolean {
  if (problem === "") return false;
  if (Deno.env.get("CI")) throw new Error(problem);
  return leaveOut(problem);
}

/** Returns whether tests have to be left out since only root can do what they do. */
export function needsRoot(forWhat: string): boolean {
  return Deno.uid() !== 0 && leaveOut(`${forWhat} needs root`);
}

/** Runs a program to its end; the output is standard output and error, one after the other. */
export async function run(
  program: string,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<{ code: number; output: string }> {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  }).spawn();
  if (options.input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.input));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}
