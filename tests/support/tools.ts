/** Needs of some tests: programs and rights of the machine. */
import { leaveOut } from "./leave_out.ts";

/**
 * Returns whether a test has to be left out because a program is missing. On CI that is a failure: the whole
 * suite has to run there.
 */
export function needs(program: string, debianPackage: string): boolean {
  if (isInstalled(program)) return false;
  if (Deno.env.get("CI")) {
    throw new Error(`${program} is missing; install it with apt-get install ${debianPackage}`);
  }
  return leaveOut(`${program} is missing; apt-get install ${debianPackage}`);
}

/** Returns whether tests have to be left out since only root can do what they do. */
export function needsRoot(forWhat: string): boolean {
  return Deno.uid() !== 0 && leaveOut(`${forWhat} needs root`);
}

function isInstalled(program: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch (error) {
      // Not there, or in a folder of the PATH that is another user's.
      if (error instanceof Deno.errors.NotFound) return false;
      if (error instanceof Deno.errors.PermissionDenied) return false;
      throw error;
    }
  });
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
