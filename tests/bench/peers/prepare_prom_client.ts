/** Installs prom-client into a folder for Node and Deno, out of Deno's cache. */
const SERVER = new URL("./prom_client_server.mjs", import.meta.url).pathname;
const ROOT = new URL("../../..", import.meta.url).pathname;

/** @returns the path of the server's module */
export async function preparePromClient(dir: string): Promise<string> {
  const { imports } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const version = String(imports["prom-client"]).split("@").at(-1);
  await Deno.writeTextFile(
    `${dir}/package.json`,
    JSON.stringify({ type: "module", dependencies: { "prom-client": version } }),
  );
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet", "--node-modules-dir=auto"],
    cwd: dir,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot prepare prom-client: ${new TextDecoder().decode(stderr)}`);
  await Deno.copyFile(SERVER, `${dir}/server.mjs`);
  return `${dir}/server.mjs`;
}
