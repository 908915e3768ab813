const ROOT = new URL("../..", import.meta.url).pathname;

/** Runs a function against one of the servers, in a process of its own. */
export async function withServer<T>(
  file: string,
  args: readonly string[],
  use: (url: string) => Promise<T>,
): Promise<T> {
  return await withServers(
    file,
    args,
    ([port]) => use(`http://127.0.0.1:${port}/metrics`),
  );
}

/** The same for a process that listens on several ports and tells them, with commas between them. */
export async function withServers<T>(
  file: string,
  args: readonly string[],
  use: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", `${ROOT}tests/bench/servers/${file}`, ...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  try {
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value = "" } = await reader.read();
    void reader.cancel();
    return await use(value.trim().split(",").map(Number));
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
}
