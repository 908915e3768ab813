/** Programs of a test: scripts in a folder that is the PATH. */

/** Writes scripts to a new folder, and removes it afterwards. */
export async function withCommands(
  scripts: Readonly<Record<string, string>>,
  use: (dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "commands-" }));
  try {
    for (const [name, body] of Object.entries(scripts)) await writeCommand(dir, name, body);
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Writes one script; it runs under `bash`, since `dash` forks where a test counts processes. */
export async function writeCommand(dir: string, name: string, body: string): Promise<void> {
  await Deno.writeTextFile(`${dir}/${name}`, `#!/bin/bash\n${body}\n`, { mode: 0o755 });
}

/** Returns whether a process still runs; a zombie does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(")") + 2).charAt(0) !== "Z";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return false;
    throw error;
  }
}

/** Waits until a condition holds, at most two seconds. */
export async function until(condition: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

function isNoSuchProcess(error: unknown): boolean {
  // Deno gives some of these errors no code.
  return error instanceof Error &&
    (("code" in error && error.code === "ESRCH") || error.message.includes("os error 3)"));
}
